# SPDX-License-Identifier: MIT
"""A Modbus device that nobody here wrote: Debian's python3-pymodbus, with orders on standard input.

    modbus_server.py tcp PORT LOG [ORDERS] | rtu PATH LOG [ORDERS]

Holding and input registers 0..199 (unit 1; 7 on a serial line), but 50 is refused in each; coils and
discrete inputs 0..99. Orders: `set KIND ADDRESS VALUE…`, `delay SECONDS`. ORDERS: a file of those that are obeyed
before it listens. LOG gets a line for each read, also those that are refused: time, function, address, count."""
import asyncio
import sys
import threading
import time

from pymodbus.datastore import (ModbusServerContext, ModbusSlaveContext,
                                ModbusSparseDataBlock)
from pymodbus.server import StartAsyncSerialServer, StartAsyncTcpServer
from pymodbus.transaction import ModbusRtuFramer

delay = 0.0
log = open(sys.argv[3], "a", buffering=1)


class Device(ModbusSlaveContext):
    def validate(self, fc_as_hex, address, count=1):
        log.write(f"{time.monotonic():.4f} {fc_as_hex} {address} {count}\n")
        return super().validate(fc_as_hex, address, count)

    def getValues(self, fc_as_hex, address, count=1):
        if delay:
            time.sleep(delay)
        return super().getValues(fc_as_hex, address, count)


def block(size, refused=()):
    return ModbusSparseDataBlock({a: 0 for a in range(size) if a not in refused})


device = Device(hr=block(200, (50,)), ir=block(200, (50,)), co=block(100), di=block(100), zero_mode=True)
FUNCTION = {"coil": 1, "discrete": 2, "holding": 3, "input": 4}


def obey(line):
    global delay
    word, *rest = line.split()
    if word == "delay":
        delay = float(rest[0])
    elif word == "set":
        device.setValues(FUNCTION[rest[0]], int(rest[1]), [int(v, 0) for v in rest[2:]])


def orders():
    for line in sys.stdin:
        obey(line)
        print("done", line.strip(), flush=True)


async def main():
    for line in open(sys.argv[4]) if len(sys.argv) > 4 else ():
        obey(line)
    threading.Thread(target=orders, daemon=True).start()
    if sys.argv[1] == "tcp":
        context = ModbusServerContext(slaves={1: device}, single=False)
        await StartAsyncTcpServer(context=context, address=("127.0.0.1", int(sys.argv[2])),
                                  allow_reuse_address=True, ignore_missing_slaves=True)
    else:
        context = ModbusServerContext(slaves={7: device}, single=False)
        server = await StartAsyncSerialServer(context=context, framer=ModbusRtuFramer, port=sys.argv[2], baudrate=19200,
                                              parity="N", timeout=0.05, ignore_missing_slaves=True, defer_start=True)
        await server.start()
        print("open", flush=True)
        await server.serve_forever()


asyncio.run(main())
