import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to the product that can be cut: the server goes away for everybody at once, in the middle of whatever it was saying. */
export interface CutOffServer {
  url: string
  /** Ends every connection and takes no new one. */
  goAway(): void
  comeBack(): void
  close(): Promise<void>
}

export async function startCutOffServer(port: number): Promise<CutOffServer> {
  const open = new Set<Socket>()
  let away = false
  const server = createServer((inside) => {
    if (away) {
      inside.destroy()
      return
    }
    const outside = connect(port, '127.0.0.1')
    for (const socket of [inside, outside]) {
      open.add(socket)
      // A cut connection reports an error; that it is cut is what is wanted.
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
  const goAway = () => {
    away = true
    for (const socket of open) socket.destroy()
  }
  return {
    // A listening TCP server has an address with a port.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    goAway,
    comeBack: () => {
      away = false
    },
    close: () =>
      new Promise((resolve) => {
        goAway()
        server.close(() => resolve())
      }),
  }
}
