/* SPDX-License-Identifier: MIT */
/* The one place that knows libcurl. Certificates and host names are verified, redirects are not
 * followed (a signed message goes where the plant said and nowhere else), answers are not kept.
 * Called by the threads of hooks.c, one request each at a time. */
#include "data/hub/hook/send.h"

#include "data/model/text.h"

#include <curl/curl.h>
#include <string.h>

int send_prepare(void)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? 0 : -1;
}

static size_t swallow(char *data, size_t size, size_t count, void *ctx)
{
    size_t *left = ctx;
    (void)data;
    if (size * count > *left)
        return 0; /* an endless answer ends the request */
    *left -= size * count;
    return size * count;
}

static int is_over(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const atomic_bool *stop = ctx;
    (void)a;
    (void)b;
    (void)c;
    (void)d;
    return atomic_load(stop) ? 1 : 0;
}

static struct curl_slist *headers_of(const struct send_request *r)
{
    char line[256];
    struct curl_slist *list = curl_slist_append(NULL, "Content-Type: application/json");
    const char *const name[] = {"webhook-id", "webhook-signature"};
    const char *const value[] = {r->id, r->signature};
    for (int i = 0; i < 2; i++) {
        (void)text_format(line, sizeof line, "%s: %s", name[i], value[i]);
        list = value[i][0] ? curl_slist_append(list, line) : list;
    }
    (void)text_format(line, sizeof line, "webhook-timestamp: %lld", (long long)r->seconds);
    list = curl_slist_append(list, line);
    return curl_slist_append(list, "Expect:");
}

static void set_up(CURL *curl, const struct send_request *r, char error[CURL_ERROR_SIZE])
{
    (void)curl_easy_setopt(curl, CURLOPT_URL, r->url);
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    (void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    (void)curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (r->ca_file[0]) {
        (void)curl_easy_setopt(curl, CURLOPT_CAINFO, r->ca_file);
        (void)curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    }
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    (void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)r->timeout_ms);
    (void)curl_easy_setopt(curl, CURLOPT_USERAGENT, "andon-hub/" ANDON_VERSION);
    (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, r->body);
    (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(r->body));
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, swallow);
    (void)curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    (void)curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, is_over);
    (void)curl_easy_setopt(curl, CURLOPT_XFERINFODATA, (void *)(uintptr_t)r->stop);
    (void)curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
}

#define ANSWER_MAX ((size_t)1024 * 1024)

static int judge(CURL *curl, CURLcode rc, const char *error, struct cause *why)
{
    char clean[160];
    long status = 0;
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    const char *words = error[0] ? error : curl_easy_strerror(rc);
    (void)text_sanitise(words, strlen(words), clean, sizeof clean);
    if (rc != CURLE_OK)
        return cause_set(why, -1, "%s", clean);
    if (status >= 200 && status < 300)
        return 0;
    if (status >= 300 && status < 400)
        return cause_set(why, -1, "it answers %ld: it has another address; write that as url",
                         status);
    return cause_set(why, -1, "it answers %ld", status);
}

int send_post(const struct send_request *r, struct cause *why)
{
    char error[CURL_ERROR_SIZE] = "";
    size_t left = ANSWER_MAX;
    CURL *curl = curl_easy_init();
    if (!curl)
        return cause_set(why, -1, "out of memory");
    struct curl_slist *headers = headers_of(r);
    set_up(curl, r, error);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, &left);
    (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    int result = judge(curl, curl_easy_perform(curl), error, why);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    return result;
}
