# SPDX-License-Identifier: MIT
"""The middle of peer_pipe.sh: lines of topic, tab and JSON in; SQL out, a row each time the state is another."""
import json
import sys

# A commit is on the disk when it is done, as andond's is.
print('PRAGMA synchronous = FULL;', flush=True)
state = None
last = {}
made = {'total': 0, 'scrap': 0}
messages = 0
for line in sys.stdin.buffer:
    topic, _, payload = line.partition(b'\t')
    messages += 1
    said = json.loads(payload)
    if topic.endswith(b'/counts'):
        for name in made:
            made[name] += max(0, said[name] - last.get(name, said[name]))
            last[name] = said[name]
    elif topic.endswith(b'/state') and said['state'] != state:
        state = said['state']
        word = state.replace("'", "''")
        print(f"INSERT INTO change VALUES ({int(said['ts'])}, '{word}', {messages}, {made['total']}, {made['scrap']});", flush=True)
