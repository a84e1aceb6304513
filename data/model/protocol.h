/* SPDX-License-Identifier: MIT */
/* The socket protocol's codec (design.md §7): newline-delimited JSON objects, ≤ 256 KiB a line.
 *
 * First line each way; the server's comes at once, the client's must come before its first request:
 * {"hello":{"protocol":1,"program":"andond","version":"…","station":"…","role":"operator"}}
 * Request:  {"cmd":"status","id":7, …arguments}          id: an integer the client chooses
 * Reply:    {"id":7,"ok":true, …result}   or   {"id":7,"ok":false,"error":{"code":"…","text":"…"}}
 * Event:    {"event":"snapshot","snapshot":{…}}   after {"cmd":"watch"}
 * An error that answers no request (not JSON, too many clients, other protocol version) has
 * "id":null.
 *
 * Commands of andond and what their replies hold beside id and ok (times epoch ms, null unknown):
 *
 * - status: "snapshot":{…}, "loop":{"turns":n,"turn_p99_us":n,"turn_max_us":n, "up_to_us":[[us,
 *   turns since the start that took at most that and more than the one before],…]}, "hub":{"open":
 *   commands of people at hubs are taken,"guests","commands": that were, "refused":{reason:n}}
 *
 * - watch, unwatch: nothing. A watcher gets one snapshot event at once, then at most 5 a second on
 *   change and one a second for ages; when it reads slowly only the newest.
 *
 * - zone: "name":"America/Monterrey", "offsets":[[from_ms,offset_s],…]: plant time for screens, a
 *   year back and a year ahead (before the first row its offset holds)
 *
 * - signals:
 * "signals":[{"name","role","topic","value","text","unit","ts","age_s","quality","messages",
 *   "errors","error","error_ts","limits":[{"alert","priority","low","at"}]: where an alert begins,
 *   below it with "low"}], "unwanted":n (messages that no signal wants)
 *   "edge":{"link","why","primary_host","host_online","born","kept","overrun","no_room","refused"}
 *   with [sparkplug] group: the edge node, and how many changes wait for it or gave way
 *
 * - lamps: "lamps":[{"name","colour","pattern","lit","rule","why","mismatch","hours" it has burned,
 *   "rated_hours" (0: not known)}],
 *   "backend":"sim|gpio|mqtt|none", "trouble":"" or the back-end's trouble in words
 *
 * - inputs: "inputs":[{"name","does","signal","line","held","closed","stuck","edges","closings",
 *   "bounces","missed","too_fast","closed_at","presses","pressed","outcome","refused", "dropped"
 * messages,"trouble"}], "backend":"sim|gpio", "missing":n parts of the shift that may have been
 * made and not counted. missed: times that edges were lost; closed_at, pressed: ms or null;
 * outcome: of the last press
 *
 * - why {"lamp":"red"}: "lamp":"red", "text":"…"
 *
 * - lamp-test (operator): "lamps":n, "takes_s":n. Every lamp alone, then all of them; error `busy`
 *   while one runs, or when there is nothing to test
 *
 * - stops, log, timeline, minutes {"from":ms,"to":ms,"limit":n} (all optional) and verify {}:
 *   "rows":[…], "more":true|false. One or more replies with the same id; the last one has
 *   "more":false. Without from and to: the last 24 h (log: everything); log: latest first. At most
 *   100,000 rows a question, fewer without limit: ask on with from and to. Pages come no faster
 * than they are read. A row of the log has "n", its number at this station, "state" (kept, sent,
 *   confirmed, parked) and "parked": null or why the hub has put it aside; as time goes by, the
 *   numbers of the snapshot's "sync" say the state by the rule of data/model/sync/way.h.
 *
 *   minutes with "points":n (≤ 5000): rows
 * {"begin","end","minutes","total","good","scrap","rework",
 *   "good_min","good_max","scrap_min","scrap_max"}: spans of whole minutes, n of them or some more,
 *   with what was made in one minute at least and at most; "minutes": in how many anything was
 *   made, of the span's others there is no row; spans without any are left out
 *
 * - parked: likewise of the records that a hub has put aside, whenever that was
 *
 * - export
 * {"kind":"stops|scrap|shifts|calls|alerts|predictions|workorders|feedback|goals|improvements|screens|jobs|modes|
 *   states|minutes|log","from","to"}: rows as above, every one of the last 24 h or of the span, for
 * files; members as in the records, of states and minutes as in timeline and minutes, log oldest
 * first
 *
 * - reload (maintenance): the configuration is read again; "digest" of what is in force now, or
 *   `bad-request` with the first problem: nothing has changed then.
 *
 * - backup {"file":"/….db"} (maintenance): rows as above, one a second and one at the end,
 *   {"bytes","left","epoch","seq","head"}; left 0 and a head: it is whole, and ends with that
 * record. The file must not be there yet.
 *
 * - history {"signal":"…","from":ms,"to":ms,"points":n}: rows as above, what a numeric signal was
 * in [from,to) in at most `points` (500; ≤ 5000) spans of equal length, made of whole minutes:
 *   {"begin","end","min","mean","max","last","samples","bad","quality"}; amounts in millionths,
 * null without samples; spans in which nothing was heard are left out. Without signal: of which
 * signals there is any, {"signal","from","to"}, also those that are configured no more.
 *
 * Entries of people (issue them as operator at least). The reply comes when the entry is on disk:
 * "kept":{"kind","id","rev","ts"}, "state":"kept" (the log says how far it comes), "text":"what
 * was done", "object":{…the object's body…}. Errors:
 * `stale` with "object" and "rev" as they are now, `locked`, `forbidden`, `not-found`,
 * `bad-request` with words for the person. "rev":n of the object as the person saw it may stand
 * with each that names one; without it the entry holds whatever the object has become. "actor" is
 * never read: the peer's user or the session's person is.
 * - reason {"stop":"S118"|"current","reason":"mech.jam","note":"…"}; "stop":"B118": each of the
 * small stops that are one question of the snapshot's "ask"; the object is the first of them
 * - stop-split {"stop","at":ms,"reason","note"}: the object is the later part
 * - stop-merge {"stop","with":"S119","with_rev"}: the object is the earlier one, the other is part
 * of it ("into"); without "with": the neighbour before
 * - stop-touch {"stop","what":"noticed|arrived|repaired","at":ms}
 * - undo {"entry":"S118"} ("id" is the request's); without "entry": the person's last
 * - scrap {"quantity":n,"reason","note","job","at":ms,"rework":true|false}; quantity: a number in
 * the unit of the counts
 * - scrap-reverse {"entry","quantity","note"}: without "entry" the person's last, without quantity
 * all of it
 * - job-start {"job"}, job-pause {}, job-finish {}, product {"product"}
 * - mode {"mode":"cleaning"|"production"|…,"until":ms,"note"}
 * - note {"note","shift"}: for the handover of this shift, or of that one; of a frozen one (a
 *   supervisor's) it is a correction and makes a new "revision"
 * - sign {"shift":"W29…","as":"outgoing|incoming","person","pin"}: the latest that waits without
 *   "shift". A session by badge is not enough: its PIN comes along, or another person's with it;
 *   or where [entry] sign_by is badge, "badge" in place of both
 * - lamp-override {"lamp","pattern","for_s","why","person","pin"} (maintenance, with PIN): until
 * then the lamp shows that, unless a rule about faults names it; lamp-release {"lamp"};
 * lamp-replaced
 *   {"lamp"}: its hours begin anew
 * - silence {"alert":"A12"|name}; without it: buzzers and alerts are silent until the next cause
 * - ack {"alert":"A12"|name,"note"}, or {"alerts":["A12",…],"revs":[3,…]}: those of a list as they
 *   were seen (others of it that were changed are left), or {}: all that are announced; unack
 *   {"alert"}
 * - shelve {"alert","why","for_s","one_shot":bool,"person","pin"} (with PIN); unshelve {"alert"};
 *   reset {"alert"}; out-of-service {"alert","why"}, in-service {"alert"} (maintenance, with PIN)
 * - session {"badge":"…"} or {"person":"anna","pin":"…"} or {"leave":true} or {}: who is at this
 *   terminal; "person":{"id","title","role","pin","until"} or null, "role": what this connection
 *   may do. Error `busy`: too many wrong tries, with how long to wait. When the time is over the
 *   client hears {"event":"session","person":null,"role":"…"} and goes on as what it was
 *
 * - feedback {"prediction":"P3"|mode,"verdict":"found|not-found|not-now|done","planned":ms with
 *   not-now,"found":true|false with done and then "mode": what had really failed,"note"}; the
 * object is the label ("kind":"feedback") that goes to …/prediction/<mode>/feedback
 * - workorder {"of":"P3"|"A12"|"C7"|"","asset","symptom","priority":"high|medium|low|advice",
 *   "wanted":ms,"note"}: what is not said comes from the object and [work-orders]; without "of" a
 *   symptom is wanted. workorder-cancel {"order":"O5","note"}
 *
 * Alerts:
 * - alerts {"filter":""|"all"|letters of states|id|name}: "alerts":[as in the snapshot],"count",
 *   "counts":{as the snapshot's "alerting"}
 * - guidance {"alert"}: "alert","title","asset","to","cause","check","steps":[…],"link"
 * - alarm-load {"from","to"}: "alerts","operators","per_operator_hour","per_operator_10_min",
 *   "worst_hour","worst_10_min","floods","flood_s","chattering","standing","acked","idle_acks" (no
 *   call, reason, order, note or other entry followed in [alarms] action),"ack_s","by_priority",
 *   "top":[{"name","title","count","share","chattering"}],"since" (null: all of it is remembered)
 *
 * What models say and what was asked for:
 * - predictions: "predictions":[as in the snapshot, answered ones,
 * too],"counts":{"heard","refused",
 *   "why","duplicates","late","ahead","unknown","crowded","labels_waiting","labels_lost",
 *   "answers_strange","answers_odd"}
 * - models: "models":[{"model","version","title","hits","false_alarms","unanswered","precision",
 *   "lead_s","floor","answers","wanted_s","silent"}]
 * - workorders: "workorders":[as in the snapshot, those that are over, too]
 *
 * - call-raise {"type","note"}: answers with the open call of the type when there is one. With
 *   "what":"pull" it is a pull of a cord: the second one by who raised it cancels
 * - call-take, call-arrive, call-solve, call-cancel {"call":"C7"|type,"note"}; without "call": the
 *   first that waits for that, a blocking one before others. "rev" is stale only when a person or
 *   the call's own life changed it since, not its ladder
 * - call-told {"call","what":"board|notify|webhook"} (viewer): this client showed it to whom the
 *   last step of its ladder names
 * What can be chosen and what was entered:
 * - reasons: "reasons":[{"id","title","parent","place","leaf","planned","loss","note","checklist",
 *   "fits":bool,"used":n,"last":ms}], "suggested":"mech.jam" or null (of the open stop's fault)
 * - scrap-reasons: "reasons":[{"id","title","place","loss","note","rework","fits","used","last"}]
 * - modes: "modes":[{"id","title","mode","place","for_s"}]
 * - call-types: "types":[{"id","title","place","roles","note","blocking","stop_after_s","open"}]:
 *   open: the id of the one that is, or null
 * - calls {"from","to"}: rows {"id","rev",…} and the members of their records, that reach into the
 *   time:
 * "type","state","raised","taken","arrived","ended","take_ms","arrive_ms","solve_ms","line_stop_ms"
 * (by the boot clock), who,
 * "stop","order","ladder":[{"tier","at","lamp":"reached|not-reached|waiting",…}]
 * - jobs: "jobs":[{"id","title","product","quantity","made","state","due","since","finish"}],"rev"
 * - handover {"shift":"W29…"}: "packet":{"rev","shift","name","team","begin","end","state":"open|
 *   waiting|signed|unsigned","frozen","revision","outgoing":{"by","at"},"incoming","supervisor",
 *   "figures":{…},"stops":[{"id","begin","ms"}] not explained,"notes":[{"at","by","text",
 *   "correction"}],"calls","alerts","lamps":[…],"pending":n entries not yet sent,"parked":n,
 *   "sign_by":"pin|badge"}; without shift:
 *   of the one that waits, else the running one
 * - hours {"shift"}, without it of the running one: "hours":[{"begin","end","plan","due","actual",
 *   "scrap","difference","stop_s","cause","cause_s","cause_stop","cause_reason"}]: plan of the
 *   whole hour, due: of what of it has passed; difference: actual - due; cause: what lost most of
 *   it, in words. null: not begun, no target, nothing lost
 * - scraps: entries made in [from,to), busy while one whose client has gone is not kept yet;
 * modes-log, handovers: what reaches into it; {"id","rev",…} and the members of their records
 * - pareto {"from","to","by":"minutes|count","limit"}: rows
 * {"kind","reason","title","loss","planned", "count","lost_s"}, the largest first; count: of stops
 * that began in the window. kind: "reason" (small stops that were given it included),
 * "unexplained", "small" (those without a reason), "waiting" (starved or blocked: nobody here is
 * asked), "others" (beyond 128 reasons); "reason" is null but with the first. A reason that is
 * configured no more has its id as title, and loss and planned of what stood above it, if that is
 * there
 * - losses {"from","to"}: rows {"loss","lost_s","parts"}: the six big losses, then "unexplained",
 *   "waiting", "other", "unknown", "unmeasured" where there is any; lost_s adds up to planned time
 *   less the ideal time of the good parts, exactly (data/model/figures.h); null without ideal
 * cycles
 * - money {}: "goals":[{"id","problem","metric","target","date","paper","first_shifts"}],
 * "costs":[{"id","from","currency","minute","product","part"}], "definitions": a digest of ideal
 * cycles, planned time and what counts as what: figures made under the same one may be compared.
 * Ratios 0..1; frozen baselines: export {"kind":"goals"}
 * - kpi {"from","to"}: one row: "oee", "counts", "time_s", "stops" as in a snapshot, of that window
 *   and equal to the live figures of the same window; "failures", "mtbf_s", "mttr_s"; "from" and
 *   "to" (null: now), with which timeline has the intervals and stops the stops behind it; "first":
 *   since when there is a record of that time
 *
 * A snapshot has "neighbours":[{"side":"before|after","station","title","heard","online","state",
 * "since","why"}] where [station] names them: as their own summaries tell, unknown when they are
 * away.
 *
 * Commands of andon-hub --view (hello: "program":"andon-hub"):
 * - lines {"order":"worst|floor","only":grade,"unexplained":bool,"under":"acme/monterrey/stamping",
 *   "filter":"words","first":n,"count":n ≤ 200,"watch":bool}: the rows [first, first + count) of
 * what fits: "rows":[{"at":place among them,"station":path,"title","grade":"wanted|unknown|warned|
 *   waiting|fine","heard","online","status_at","state","since","detail","stale","oee","good",
 *   "target","target_now","product","stop","stop_since","reason","suggested","unexplained",
 *   "unexplained_s","calls","call","call_since","call_id","call_tier","blocking","alerts","unacked","high_unacked","alert",
 *   "predictions","prediction","pending","oldest_s","summary_at"}], "first", "shown": how many of
 *   them there are, "matching": of how many, "stations", a count for each grade (under "under"),
 *   "unexplained", "unexplained_s", "refused", "complete": all that the broker holds was fetched,
 *   "broker": it is there. With "watch" {"event":"lines", …the same…} follow at most twice a
 * second, "rows" then only those that look different; the latest question of a connection holds.
 * - areas, line-figures {"under","first","count"}, each may be left out: "areas" and "parts":[{
 *   "path","stations","lines", a count for each grade, "states":{state:stations},"unexplained",
 *   "unexplained_s","calls","blocking","alerts","unacked","pending","oldest_s": the oldest record
 *   that is not upstream,"heard_at": of the summary that is the oldest,"good","target",
 *   "target_now","counted_by":"last|machines","last","constraint","oee","oee_last"}]: of a line
 *   output by its last station and OEE by its constraint, where [line] names them; else the sum
 *   over machines, and no OEE. "more": there are more than 2048
 * - unexplained {"under","order":"oldest|longest","first","count" ≤ 200}: "stops":[{"at","station",
 *   "title","online","id","rev","since","end","lost_s","state","detail","suggested","summary_at"}]:
 *   stops that nobody has explained, as the stations' summaries list them (the latest four of
 *   each); "matching", "counted": how many the stations count, "not_listed": of them, "stations":
 *   that have any, "unknown": of which nothing is known now
 * - handover {"under","by":"station|line","first","count"}: "shifts":[{"at","station": of a line
 * its path,"title","stations","unknown": stations of it of which nothing is known,"shift","start",
 *   "oee","constraint","good","target","target_now","sum_over_machines","last","loss": what the
 *   shift lost most by,"loss_at","loss_s","unexplained","unexplained_s","calls","alerts",
 *   "not_signed": shifts that wait for a signature,"not_signed_shift": the oldest,"outgoing",
 *   "incoming": it is signed by,"summary_at"}]
 * - losses {"under","from","to","by":"minutes|count","first","count"}, of the view's database
 * (error not-found: it has none; store: why not):
 * "losses":[{"kind","reason","title","count","lost_s", "stations"}] as in a pareto, of stops that
 * began in the span (the last day), each with all that it lost, an open one with the time until its
 * station was heard last; "stations": on record, "late": stations whose records are not all there:
 * away, or something of theirs is not upstream
 * - trend {"under","first","count"} likewise: "trends":[{"station","heard_at","shifts":[{"begin",
 *   "name","oee"}]}]: the latest 21 shifts of 31 days that are over, latest first
 * - line-report {"under":line,"of":"stations|shifts|open|losses|stops|calls|workorders|feedback|
 * predictions|made|scrap|money","from","to","first_row"} likewise, for a report:
 * "now","constraint", "last", "rows" of the line whose time is in the span, "rest": there are more,
 * to be asked for with first_row; money: "goals","costs" of the view's configuration as of `money`
 * - station {"station":path|last part of it|title}: "row" as above, "summary": what it said or null
 * - zone as above, without rows where no time zone was configured
 * - visit {"station":as in station}: "station":path, "role": what one may do there; or error `busy`
 * with why not. From then on every line of this connection is the station's, as above, both ways,
 * until leave {} or visit; of watch one snapshot a second. An answer that does not come in 10 s
 * (verify: 60 s) is the error `unclear`: it is not known whether it was done. "pin"
 * and "badge" are refused. See data/model/sync/visit.h
 * - visits: who is at a station: "visits":[{"station","person","role","arrived"}], "refused":
 * answers that were no station's, "late": requests that were not answered in time
 */
#ifndef DATA_MODEL_PROTOCOL_H
#define DATA_MODEL_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>

#define PROTOCOL_VERSION  1
#define PROTOCOL_LINE_MAX (256 * 1024)

/* Splits a byte stream into lines. Bounded: a longer line is an error and the stream is of no
 * further use. */
struct line_buffer {
    char *data;
    size_t length, capacity, taken, scanned;
};

void line_buffer_init(struct line_buffer *b);
void line_buffer_done(struct line_buffer *b);
/* Take in bytes. 0, -1 no memory, -2 line too long (or 512 KiB of lines that nobody takes). */
int line_buffer_add(struct line_buffer *b, const char *data, size_t length);
/* The next whole line without its newline, terminated, or NULL. Valid until the next call on `b`.
 */
char *line_buffer_next(struct line_buffer *b, size_t *length);

/* Error codes of replies. */
#define PROTOCOL_ERRORS(X)                   \
    X(PE_BAD_REQUEST, "bad-request")         \
    X(PE_UNKNOWN_COMMAND, "unknown-command") \
    X(PE_FORBIDDEN, "forbidden")             \
    X(PE_NOT_FOUND, "not-found")             \
    X(PE_STALE, "stale")                     \
    X(PE_LOCKED, "locked")                   \
    X(PE_BUSY, "busy")                       \
    X(PE_STORE, "store")                     \
    X(PE_UNCLEAR, "unclear")                 \
    X(PE_PROTOCOL, "protocol-version")
#define PE_ENUM(value, text) value,
enum protocol_error { PROTOCOL_ERRORS(PE_ENUM) PROTOCOL_ERROR_COUNT };
#undef PE_ENUM
const char *protocol_error_name(enum protocol_error code);

#endif
