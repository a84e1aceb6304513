// SPDX-License-Identifier: MIT
// A Sparkplug edge node on the client of others (npm's sparkplug-client) with one device, a press: run by
// sparkplug_source.test, which tells it what to do on stdin:
//   make N | stop | run | gzip N | deflate N | lose N (counted, but nobody is told) | null | old N | device-death | device-birth
// It answers a rebirth as the specification wants. STATE_FILE holds what it has done.
// Usage: node sparkplug_node.js PORT GROUP NODE DEVICE STATE_FILE TOTAL     (NODE_PATH: where npm.sh put the packages)
'use strict';
const fs = require('fs');
const client = require('sparkplug-client');

const [port, group, node, device, file, total] = process.argv.slice(2);
const s = { pid: process.pid, births: 0, asked: 0, total: Number(total), state: 'RUN' };
const save = () => {
    fs.writeFileSync(file + '.new', JSON.stringify(s));
    fs.renameSync(file + '.new', file);
};
const c = client.newClient({
    serverUrl: `mqtt://127.0.0.1:${port}`, username: '', password: '', groupId: group, edgeNode: node,
    clientId: `node-${process.pid}`, version: 'spBv1.0', keepalive: 60, publishDeath: true,
});
const now = () => Date.now();
const metrics = () => [
    { name: 'State', type: 'String', value: s.state, timestamp: now() },
    { name: 'Counts/Total', type: 'UInt64', value: s.total, timestamp: now() },
    { name: 'Shots', type: 'Int32', value: 1, timestamp: now() },
    { name: 'Oil', type: 'Float', value: 61.5, timestamp: now() },
];
const deviceBirth = () => c.publishDeviceBirth(device, { timestamp: now(), metrics: metrics() });
function births() {
    s.births++;
    c.publishNodeBirth({ timestamp: now(), metrics: [
        { name: 'Node Control/Rebirth', type: 'Boolean', value: false },
        { name: 'Firmware', type: 'String', value: '1.2' },
    ] });
    deviceBirth();
    save();
}
const say = (list, options) => c.publishDeviceData(device, { timestamp: now(), metrics: list }, options);
const totalNow = () => ({ name: 'Counts/Total', type: 'UInt64', value: s.total, timestamp: now() });
const orders = {
    make: (n) => { s.total += n; say([totalNow(), { name: 'Shots', type: 'Int32', value: n, timestamp: now() }]); },
    gzip: (n) => { s.total += n; say([totalNow()], { compress: true, algorithm: 'GZIP' }); },
    deflate: (n) => { s.total += n; say([totalNow()], { compress: true }); },
    lose: (n) => { s.total += n; c.incrementSeqNum(); },
    stop: () => { s.state = 'STOP'; say([{ name: 'State', type: 'String', value: 'STOP', timestamp: now() }]); },
    run: () => { s.state = 'RUN'; say([{ name: 'State', type: 'String', value: 'RUN', timestamp: now() }]); },
    null: () => say([{ name: 'Oil', type: 'Float', value: null, timestamp: now() }]),
    old: (n) => say([{ name: 'Oil', type: 'Float', value: n, timestamp: now() - 60000, isHistorical: true }]),
    'device-death': () => c.publishDeviceDeath(device, { timestamp: now() }),
    'device-birth': deviceBirth,
};
c.on('birth', births);
c.on('error', (e) => console.error('node:', e.message));
c.on('ncmd', (payload) => {
    if (!(payload.metrics || []).some((m) => m.name === 'Node Control/Rebirth' && m.value)) return;
    s.asked++;
    births();
});
let rest = '';
process.stdin.on('data', (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) {
        const [word, n] = line.split(' ');
        if (orders[word]) orders[word](Number(n));
        save();
    }
});
