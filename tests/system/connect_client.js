// A gateway by npm's mqtt: Kepware's list on one topic, with a will. Lines on stdin: a payload to publish, or "die".
const mqtt = require('mqtt');
const [port, topic] = process.argv.slice(2);
const client = mqtt.connect('mqtt://127.0.0.1:' + port, {
    will: {topic: topic + '/status', payload: 'offline', qos: 1, retain: true}});
client.on('connect', () => {
    client.publish(topic + '/status', 'online', {qos: 1, retain: true});
    console.log('connected');
});
require('readline').createInterface({input: process.stdin}).on('line', (line) => {
    if (line === 'die')
        process.kill(process.pid, 'SIGKILL');
    client.publish(topic, line, {qos: 1});
});
