/* SPDX-License-Identifier: MIT */
/* When a connection with TLS has failed, the session comes here for the reason: one more handshake
 * with the same files and the same rules, whose outcome is put in words by two tables: what we find
 * wrong with the broker's certificate, and what the broker says about ours. Nothing is sent over
 * it. The only place that includes OpenSSL's headers; runs in the link thread and may block there
 * for TRY_MS. */
#include "data/link/tls.h"

#include "data/link/internal.h"
#include "data/model/text.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TRY_MS    3000
#define REFUSE_MS 1000 /* for a broker to refuse our certificate */
#define SLICE_MS  50

void tls_prepare(void)
{
    (void)OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, NULL);
}

struct words_of {
    unsigned long code;
    const char *format; /* with the broker's address */
};

/* ---- our files ---- */

/* An encrypted key: there is nobody to ask, and OpenSSL would ask at the terminal. */
static int no_password(char *out, int size, int writing, void *ctx)
{
    (void)size;
    (void)writing;
    (void)ctx;
    out[0] = '\0';
    return 0;
}

static int check_readable(const char *key, const char *path, char *why)
{
    char words[64];
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1, error = errno;
    if (fd >= 0)
        (void)close(fd);
    if (!path || fd >= 0)
        return 0;
    (void)text_format(why, WHY_SIZE, "%s cannot be read (%s): %s", key,
                      strerror_r(error, words, sizeof words), path);
    return -1;
}

static int say_file(const char *what, const char *path, char *why)
{
    (void)text_format(why, WHY_SIZE, "%s: %s", what, path);
    return -1;
}

static int load_files(SSL_CTX *ctx, const struct link_tls *f, char *why)
{
    const char *key = f->key_file ? f->key_file : f->cert_file;
    if (check_readable("ca_file", f->ca_file, why) != 0 ||
        check_readable("cert_file", f->cert_file, why) != 0 ||
        check_readable("key_file", f->key_file, why) != 0)
        return -1;
    SSL_CTX_set_default_passwd_cb(ctx, no_password);
    if (!f->ca_file)
        (void)SSL_CTX_set_default_verify_paths(ctx);
    else if (SSL_CTX_load_verify_locations(ctx, f->ca_file, NULL) != 1)
        return say_file("ca_file holds no certificate that can be used", f->ca_file, why);
    if (!f->cert_file)
        return 0;
    if (SSL_CTX_use_certificate_chain_file(ctx, f->cert_file) != 1)
        return say_file("cert_file holds no certificate that can be used", f->cert_file, why);
    if (SSL_CTX_use_PrivateKey_file(ctx, key, SSL_FILETYPE_PEM) == 1)
        return 0;
    bool other = ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH;
    return say_file(other ? "key_file is not the key of cert_file"
                          : "key_file holds no key that can be used without a password",
                    key, why);
}

/* ---- words ---- */

static const struct words_of about_theirs[] = {
    {X509_V_ERR_CERT_HAS_EXPIRED, "the certificate of %s has expired"},
    {X509_V_ERR_CERT_NOT_YET_VALID, "the certificate of %s is not yet valid: is our clock right?"},
    {X509_V_ERR_HOSTNAME_MISMATCH, "the certificate of %s is for another name"},
    {X509_V_ERR_IP_ADDRESS_MISMATCH, "the certificate of %s is for another name"},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, "the certificate of %s is of a CA not in ca_file"},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
     "the certificate of %s is of a CA not in ca_file"},
    {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, "the certificate of %s is of a CA not in ca_file"},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, "the certificate of %s is of a CA not in ca_file"},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, "the certificate of %s is of a CA not in ca_file"},
    {X509_V_ERR_CERT_SIGNATURE_FAILURE, "the certificate of %s is of a CA not in ca_file"},
    {X509_V_ERR_INVALID_PURPOSE, "the certificate of %s is not one for a server"},
    {X509_V_ERR_EE_KEY_TOO_SMALL, "the key of %s is too short to be safe"},
    {X509_V_ERR_CA_MD_TOO_WEAK, "the certificate of %s is signed too weakly"},
};

#define OLD   "%s offers only TLS older than 1.2, which is refused"
#define PLAIN "%s does not speak TLS: is it the port for mqtt:// ?"
static const struct words_of about_ours[] = {
    {SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED,
     "%s wants a certificate of ours: cert_file, key_file"},
    {SSL_R_TLSV1_ALERT_UNKNOWN_CA, "%s does not know the CA of our cert_file"},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED, "%s says that our cert_file has expired"},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED, "%s says that our cert_file is revoked"},
    {SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN, "%s does not accept our cert_file"},
    {SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, "%s does not accept our cert_file"},
    {SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, "%s does not accept our cert_file"},
    {SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE,
     "%s refuses TLS: no cert_file of ours, or no common cipher"},
    {SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, OLD},
    {SSL_R_UNSUPPORTED_PROTOCOL, OLD},
    {SSL_R_VERSION_TOO_LOW, OLD},
    {SSL_R_WRONG_SSL_VERSION, OLD},
    {SSL_R_WRONG_VERSION_NUMBER, PLAIN},
};

static const char *find_words(const struct words_of *list, size_t count, unsigned long code)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].code == code)
            return list[i].format;
    return NULL;
}
#define FIND(list, code) find_words(list, sizeof(list) / sizeof *(list), code)

/* The formats are the tables', each with one %s. */
static int say(const char *format, const char *shown, char *why)
{
    const char *gap = strstr(format, "%s");
    (void)text_format(why, WHY_SIZE, "%.*s%s%s", (int)(gap - format), format, shown, gap + 2);
    return -1;
}

static int say_failure(SSL *ssl, const char *shown, char *why)
{
    long verdict = SSL_get_verify_result(ssl);
    unsigned long error = ERR_peek_error();
    const char *format = NULL;
    if (verdict != X509_V_OK) {
        format = FIND(about_theirs, (unsigned long)verdict);
        if (format)
            return say(format, shown, why);
        (void)text_format(why, WHY_SIZE, "the certificate of %s: %s", shown,
                          X509_verify_cert_error_string(verdict));
        return -1;
    }
    if (error != 0)
        format = FIND(about_ours, (unsigned long)ERR_GET_REASON(error));
    if (format)
        return say(format, shown, why);
    if (BIO_number_read(SSL_get_rbio(ssl)) == 0)
        return say(PLAIN, shown, why);
    const char *reason = error ? ERR_reason_error_string(error) : NULL;
    (void)text_format(why, WHY_SIZE, "%s refuses TLS: %s", shown,
                      reason ? reason : "it closes the connection");
    return -1;
}

/* ---- the handshake ---- */

/* What OpenSSL waits for; false: not within the time. */
static bool wait_for(const SSL *ssl, int code, int64_t deadline, const atomic_bool *stop)
{
    struct pollfd p = {.fd = SSL_get_fd(ssl),
                       .events = code == SSL_ERROR_WANT_WRITE ? POLLOUT : POLLIN};
    while (!atomic_load(stop) && now_monotonic_ms() < deadline)
        if (poll(&p, 1, SLICE_MS) > 0)
            return true;
    return false;
}

static bool wants(int code)
{
    return code == SSL_ERROR_WANT_READ || code == SSL_ERROR_WANT_WRITE;
}

static int shake_hands(SSL *ssl, const char *shown, const atomic_bool *stop, char *why)
{
    int64_t deadline = now_monotonic_ms() + TRY_MS;
    char byte;
    int rc, code = SSL_ERROR_WANT_READ;
    while ((rc = SSL_connect(ssl)) != 1) {
        code = SSL_get_error(ssl, rc);
        if (!wants(code))
            return say_failure(ssl, shown, why);
        if (!wait_for(ssl, code, deadline, stop))
            return say("%s does not answer the TLS handshake", shown, why);
    }
    /* With TLS 1.3 a refusal of our certificate comes after our end of the handshake. */
    deadline = now_monotonic_ms() + REFUSE_MS;
    while ((rc = SSL_read(ssl, &byte, 1)) <= 0) {
        code = SSL_get_error(ssl, rc);
        if (code == SSL_ERROR_SSL)
            return say_failure(ssl, shown, why);
        if (!wants(code) || !wait_for(ssl, code, deadline, stop))
            return 0;
    }
    return 0;
}

static bool is_ip(const char *host)
{
    unsigned char bytes[16];
    return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

static bool expect_name(SSL *ssl, const char *host)
{
    char name[256]; /* OpenSSL takes it as if it could change it */
    SSL_set_verify(ssl, SSL_VERIFY_PEER, NULL);
    if (is_ip(host))
        return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) == 1;
    return text_copy(name, sizeof name, host) && SSL_set1_host(ssl, host) == 1 &&
           SSL_set_tlsext_host_name(ssl, name) == 1;
}

int tls_diagnose(const struct address *address, const struct link_tls *files,
                 const atomic_bool *stop, char why[WHY_SIZE])
{
    ERR_clear_error();
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    if (!ctx)
        return 0;
    (void)SSL_CTX_set_cipher_list(ctx, TLS_CIPHERS);
    (void)SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION);
    int rc = load_files(ctx, files, why);
    SSL *ssl = rc == 0 ? SSL_new(ctx) : NULL;
    int fd = ssl ? probe_connect(address, TRY_MS, stop, why) : -1;
    if (ssl)
        rc = fd < 0 ? -1 : 0;
    ERR_clear_error();
    if (fd >= 0 && SSL_set_fd(ssl, fd) == 1 && expect_name(ssl, address->host))
        rc = shake_hands(ssl, address->shown, stop, why);
    SSL_free(ssl);
    SSL_CTX_free(ctx);
    if (fd >= 0)
        (void)close(fd);
    ERR_clear_error();
    return rc;
}

int tls_file_ends(const char *path, int64_t *wall_ms)
{
    struct tm tm;
    int found = -1;
    BIO *bio = BIO_new_file(path, "r");
    for (X509 *one; bio && (one = PEM_read_bio_X509(bio, NULL, no_password, NULL)) != NULL;
         X509_free(one)) {
        if (ASN1_TIME_to_tm(X509_get0_notAfter(one), &tm) != 1)
            continue;
        int64_t ends = (int64_t)timegm(&tm) * 1000;
        if (found != 0 || ends < *wall_ms)
            *wall_ms = ends;
        found = 0;
    }
    BIO_free(bio);
    ERR_clear_error(); /* the end of the file is one */
    return found;
}
