/* SPDX-License-Identifier: MIT */
/* One table of the codes by which brokers say no. The codes of MQTT 3.1.1 and of MQTT 5 do not
 * overlap, so that one list serves both. Called by the session when it puts a failure in words. */
#include "data/link/reason.h"

#include <stddef.h>

static const struct reason {
    int code;
    const char *words;
} reasons[] = {
    {1, "the broker does not speak this version of MQTT"},
    {2, "client id refused"},
    {3, "broker unavailable"},
    {4, "bad user name or password"},
    {5, "not authorised"},
    {128, "refused by the broker"},
    {129, "the broker found the packet malformed"},
    {130, "protocol error"},
    {131, "refused by the broker's own rules"},
    {132, "the broker does not speak this version of MQTT"},
    {133, "client id refused"},
    {134, "bad user name or password"},
    {135, "not authorised"},
    {136, "broker unavailable"},
    {137, "the broker is busy"},
    {138, "banned by the broker"},
    {139, "the broker is shutting down"},
    {140, "bad authentication method"},
    {141, "the broker heard nothing for too long"},
    {142, "another client connected with the same client id"},
    {143, "topic filter refused"},
    {144, "topic name refused"},
    {147, "too many messages at once for the broker"},
    {149, "packet too large for the broker"},
    {150, "message rate too high for the broker"},
    {151, "quota exceeded"},
    {152, "disconnected by the broker's administrator"},
    {153, "payload format refused"},
    {154, "the broker keeps no retained messages"},
    {155, "the broker does not take this quality of service"},
    {156, "use another broker"},
    {157, "the broker has moved"},
    {159, "too many connections for the broker"},
};

const char *reason_words(int code)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].code == code)
            return reasons[i].words;
    return NULL;
}

bool reason_is_version(int code)
{
    return code == 1 || code == 132;
}
