/* SPDX-License-Identifier: MIT */
/* The model that the simulator plays: quiet while the bearing is well, then a probability that only
 * rises until it fails; andond's own reader takes what it says. */
#include "tests/unit/config/kit.h"

#include "data/decode/prediction.h"

/* Behind the headers: wear.c has short names of its own. */
#include "andon/sim/press.c"
#include "andon/sim/prophet.c"
#include "andon/sim/rng.c"
#include "andon/sim/sensors.c"
#include "andon/sim/wear.c"

static struct prediction_message read_it(const struct prophet *prophet, const struct press *press,
                                         int64_t ts)
{
    static struct config *config;
    char text[1024];
    struct prediction_message m;
    struct cause why = {.text = ""};
    if (!config)
        config = kit_load(KIT_STATION "[prediction bearing]\n");
    size_t length = prophet_say(prophet, press, ts, text, sizeof text);
    const struct prediction_source source = {
        .config = config, .conf = &config->prediction[0], .topic = "x/prediction/bearing"};
    if (length == 0 || prediction_read(&source, text, length, &m, &why) != 0)
        fail_msg("%s: %s", text, why.text);
    return m;
}

static void the_probability_rises_with_the_wear(void **state)
{
    (void)state;
    static struct press press;
    struct prophet prophet = {.on = true};
    press_init(&press, &press_conf_default, 7, 0, 1);
    assert_true(prophet_turn(&prophet, &press, 0));
    assert_true(read_it(&prophet, &press, 1795353245123).said.p == 5000);
    assert_false(prophet_turn(&prophet, &press, 5000));
    press_fail_bearing(&press, 600000);
    int64_t last = 0;
    int said = 0;
    for (int i = 1; i <= 100; i++) {
        press.run_ms = press.bearing.onset_ms + i * 6000;
        if (!prophet_turn(&prophet, &press, i * 6000))
            continue;
        struct prediction_message m = read_it(&prophet, &press, 1795353245123 + i);
        assert_true(m.said.p >= last);
        assert_true(m.said.rul_ms >= 0 && m.said.rul_run && m.said.evidences == 1);
        /* who reads both is not told two things */
        assert_true((m.said.rul_ms < m.said.horizon_ms) == (m.said.p > 500000));
        last = m.said.p;
        said++;
    }
    assert_true(last > 950000 && said > 50);
    prophet.on = false;
    assert_false(prophet_turn(&prophet, &press, 99999999));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_probability_rises_with_the_wear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
