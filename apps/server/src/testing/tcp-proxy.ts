import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a server that can be cut and mended. */
export interface TcpProxy {
  port: number
  /** Breaks all connections and refuses new ones. */
  cut(): void
  mend(): void
  /** Lets nothing through any more and breaks nothing: a server that stands still. */
  freeze(): void
  thaw(): void
  close(): Promise<void>
}

export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let broken = false
  let frozen = false
  const halt = (...ends: Socket[]) => {
    for (const end of ends) end.unpipe().pause()
  }
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A cut shows at both ends as an error; the test looks at what the client makes of it.
    socket.on('error', () => socket.destroy())
  }
  const server = createServer((client) => {
    keep(client)
    if (broken) return void client.destroy()
    const upstream = connect(target)
    keep(upstream)
    client.pipe(upstream).pipe(client)
    if (frozen) halt(client, upstream)
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cutAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    // Listening on TCP, so the address is no path.
    port: (server.address() as AddressInfo).port,
    cut: () => {
      broken = true
      cutAll()
    },
    mend: () => {
      broken = false
    },
    freeze: () => {
      frozen = true
      halt(...sockets)
    },
    // Whoever waited has given up; new connections go through.
    thaw: () => {
      frozen = false
      cutAll()
    },
    close: async () => {
      cutAll()
      server.close()
      await once(server, 'close')
    },
  }
}
