import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A TCP relay whose connections a test can cut in the middle of a byte stream. */
export interface DroppingProxy {
  port: number
  /** Destroys every open connection; returns how many there were. */
  drop(): number
  close(): Promise<void>
}

export async function startDroppingProxy(targetPort: number): Promise<DroppingProxy> {
  const open = new Set<Socket>()
  const server = createServer((inside) => {
    const outside = connect(targetPort, '127.0.0.1')
    for (const socket of [inside, outside]) {
      open.add(socket)
      // A cut connection reports an error; that it is cut is what the test wants.
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        open.delete(socket)
        inside.destroy()
        outside.destroy()
      })
    }
    inside.pipe(outside)
    outside.pipe(inside)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const drop = () => {
    const connections = open.size / 2
    for (const socket of open) socket.destroy()
    return connections
  }
  return {
    // A listening TCP server has an address with a port.
    port: (server.address() as AddressInfo).port,
    drop,
    close: () =>
      new Promise((resolve) => {
        drop()
        server.close(() => resolve())
      }),
  }
}
