// SPDX-License-Identifier: MIT
// A Sparkplug host on the decoder of others: it hears one edge node and checks the rules that the specification has for
// it. After each message STATE_FILE holds what it knows. Run by sparkplug.test, which tells it what to do on stdin:
//   rebirth | junk | online | offline (STATE of host `scada`)
// Usage: node sparkplug_host.js PORT GROUP NODE STATE_FILE        (NODE_PATH: where npm.sh put the packages)
'use strict';
const fs = require('fs');
const mqtt = require('mqtt');
const sparkplug = require('sparkplug-payload').get('spBv1.0');
const wire = require('sparkplug-payload/lib/sparkplugPayloadProto.js').org.eclipse.tahu.protobuf.Payload;

const [port, group, node, file] = process.argv.slice(2);
const s = { ready: false, births: 0, deaths: 0, data: 0, historical: [], online: false, bdSeq: null, seq: null,
            errors: [], metrics: {}, rebirths: 0 };
let names = new Map(); // alias to name
const types = new Map();
const check = (yes, what) => { if (!yes && s.errors.length < 50) s.errors.push(what); };
const plain = (v) => (v && typeof v === 'object' && v.toNumber ? v.toNumber() : v);
const save = () => {
    fs.writeFileSync(file + '.new', JSON.stringify(s));
    fs.renameSync(file + '.new', file);
};

function take(m, where, now) {
    const old = s.metrics[m.name] || {}, type = types.get(m.name);
    const quality = m.properties && m.properties.Quality ? plain(m.properties.Quality.value) : 192;
    const ts = plain(m.timestamp);
    check(ts > 1.6e12 && ts <= now + 1000, `${where}: ${m.name} has time ${ts}`);
    if (m.isHistorical) {
        s.historical.push([m.name, plain(m.value), ts]);
        return;
    }
    s.metrics[m.name] = Object.assign(old, { value: m.isNull ? null : plain(m.value), type, quality, ts });
    if (m.properties && m.properties.engUnit) s.metrics[m.name].unit = m.properties.engUnit.value;
}

function follows(seq, where) {
    check(s.online, `${where} while it is not born`);
    check(seq === (s.seq + 1) % 256, `${where}: seq ${seq} after ${s.seq}`);
    s.seq = seq;
}

function birth(p, raw) {
    const again = s.online;
    names = new Map();
    s.metrics = {};
    check(plain(p.seq) === 0, `birth with seq ${p.seq}`);
    s.seq = 0;
    for (const m of p.metrics) {
        check(m.name && m.type, `birth: a metric without name or type: ${JSON.stringify(m)}`);
        check(!(m.name in s.metrics), `birth: ${m.name} twice`);
        types.set(m.name, m.type);
        take(m, 'birth', plain(p.timestamp));
    }
    for (const m of raw.metrics) {
        if (m.name === 'bdSeq' || m.name === 'Node Control/Rebirth') {
            check(!Object.hasOwn(m, 'alias'), `${m.name} has an alias`);
            continue;
        }
        check(Object.hasOwn(m, 'alias') && !names.has(plain(m.alias)), `birth: ${m.name} has no alias of its own`);
        names.set(plain(m.alias), [m.name, m.datatype]);
    }
    const rebirth = s.metrics['Node Control/Rebirth'], bdSeq = s.metrics.bdSeq;
    check(rebirth && rebirth.value === false && rebirth.type === 'Boolean', 'birth without Node Control/Rebirth');
    check(bdSeq && bdSeq.type === 'Int64', 'birth without bdSeq');
    if (again) check(bdSeq.value === s.bdSeq, `rebirth with bdSeq ${bdSeq.value}, it was ${s.bdSeq}`);
    else if (s.bdSeq !== null) check(bdSeq.value === (s.bdSeq + 1) % 256, `bdSeq ${bdSeq.value} after ${s.bdSeq}`);
    s.bdSeq = bdSeq.value;
    s.births += 1;
    s.rebirths += again;
    s.online = true;
}

function data(raw) {
    follows(plain(raw.seq), 'data');
    const now = plain(raw.timestamp);
    for (const m of raw.metrics) {
        const known = names.get(plain(m.alias));
        check(!m.name && known, `data: alias ${m.alias} is unknown, or there is a name`);
        check(!Object.hasOwn(m, 'datatype'), 'data: a metric with a type');
        if (!known) return;
        [m.name, m.datatype] = known; // the decoder wants both
    }
    for (const m of sparkplug.decodePayload(wire.encode(raw).finish()).metrics) take(m, 'data', now);
    s.data += 1;
}

function death(p, raw) {
    const bdSeq = plain(p.metrics[0].value);
    check(p.metrics.length === 1 && p.metrics[0].name === 'bdSeq', 'death with other metrics than bdSeq');
    check(!Object.hasOwn(raw, 'seq'), 'death with seq');
    check(bdSeq === s.bdSeq, `death with bdSeq ${bdSeq}, the birth had ${s.bdSeq}`);
    if (bdSeq !== s.bdSeq || !s.online) return; // the Will after its own announcement
    s.deaths += 1;
    s.online = false;
}

const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { clientId: 'host', protocolVersion: 5 });
client.on('message', (topic, payload, packet) => {
    const [, , verb] = topic.split('/');
    if (verb === 'NCMD') return;
    try {
        const p = sparkplug.decodePayload(payload), raw = wire.decode(payload);
        check(!packet.retain, `${verb} is retained`);
        check(packet.qos === (verb === 'NDEATH' ? 1 : 0), `${verb} with quality of service ${packet.qos}`);
        if (verb === 'NBIRTH') birth(p, raw);
        else if (verb === 'NDATA') data(raw);
        else if (verb === 'NDEATH') death(p, raw);
        else check(false, `a ${verb}`);
    } catch (e) {
        check(false, `${verb}: ${e.stack}`);
    }
    save();
});
client.on('connect', () => client.subscribe(`spBv1.0/${group}/+/${node}`, { qos: 1 }, () => { s.ready = true; save(); }));

const state = (online) => client.publish('spBv1.0/STATE/scada', JSON.stringify({ online, timestamp: Date.now() }),
                                         { qos: 1, retain: true });
const command = (metrics) => client.publish(`spBv1.0/${group}/NCMD/${node}`,
                                            sparkplug.encodePayload({ timestamp: Date.now(), metrics }));
const orders = {
    rebirth: () => command([{ name: 'Node Control/Rebirth', type: 'Boolean', value: true, timestamp: Date.now() }]),
    junk: () => {
        client.publish(`spBv1.0/${group}/NCMD/${node}`, Buffer.from('no payload at all'));
        command([{ name: 'Node Control/Rebirth', type: 'Boolean', value: false, timestamp: Date.now() },
                 { name: 'State/Word', type: 'String', value: 'running', timestamp: Date.now() }]);
    },
    online: () => state(true),
    offline: () => state(false),
};
require('readline').createInterface({ input: process.stdin }).on('line', (line) => orders[line.trim()]());
