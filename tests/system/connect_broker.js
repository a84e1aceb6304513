// A broker that nobody here wrote: aedes, on the port given; prints "listening" once it does.
const aedes = require('aedes')();
const server = require('net').createServer(aedes.handle);
server.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('listening'));
