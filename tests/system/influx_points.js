// Points as InfluxData's own client writes them in line protocol: a configuration whose signals name each field, a
// capture with the lines, and what each must be read as. Usage: node influx_points.js DIR
"use strict";
const fs = require("fs");
const { Point } = require("@influxdata/influxdb-client");
const dir = process.argv[2];
const measurements = ["modbus", "my press,1", "hall=2 x", "back\\slash", "dörre"];
const tagSets = [
  {},
  { host: "gw1", source: "press 3" },
  { host: "gw,2", "tag key": "a=b", empty: "" },
  { path: "C:\\new\\dir", source: "press=4" },
];
const texts = ["A1", 'say "hi"', "C:\\new\\table", "a,b=c d", "größer", "ends with \\", "t", "12i", ""];
const floats = [0, 21.4, -3.25, 1e-5, 123456.789, 1e9];
const ints = [0, 7, -12, 2147483647, 9007199254740];
let ini = "", wanted = [], lines = [], n = 0, at = 1676522982000;
function signal(measurement, field, value, ms) {
  const name = "s" + n++;
  ini += `[signal ${name}]\nsource = influx\nitem = ${measurement}/${field}\n`;
  wanted.push([name, value, ms]);
}
measurements.forEach((measurement, m) =>
  tagSets.forEach((tags, t) => {
    const ms = at++;
    const point = new Point(measurement).timestamp(String(ms) + "000000");
    for (const key in tags) point.tag(key, tags[key]);
    const id = `${m}${t}`;
    const text = texts[(m * 4 + t) % texts.length], float = floats[(m + t) % floats.length];
    const int = ints[(m * 2 + t) % ints.length], bit = (m + t) % 2 === 0;
    point.stringField(`te,xt ${id}`, text);
    point.floatField(`f=${id}`, float);
    point.intField(`i${id}`, int);
    point.uintField(`u ${id}`, Math.abs(int));
    point.booleanField(`b\\${id}`, bit);
    signal(measurement, `te,xt ${id}`, text, ms);
    signal(measurement, `f=${id}`, float, ms);
    signal(measurement, `i${id}`, int, ms);
    signal(measurement, `u ${id}`, Math.abs(int), ms);
    signal(measurement, `b\\${id}`, bit, ms);
    lines.push(point.toLineProtocol());
  }),
);
// Half of them a message each, half in one batch.
const half = lines.length / 2;
const payloads = lines.slice(0, half).concat(lines.slice(half).join("\n") + "\n");
const capture = payloads.map((payload, t) =>
  JSON.stringify({ t, wall: at + 1000 + t, topic: "telegraf/gw", qos: 0, retain: false,
                   b64: Buffer.from(payload).toString("base64") }) + "\n");
fs.writeFileSync(`${dir}/signals.ini`, ini);
fs.writeFileSync(`${dir}/day.jsonl`, capture.join(""));
fs.writeFileSync(`${dir}/wanted.json`, JSON.stringify(wanted));
