import http from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

/** The product as people on other machines reach it: through a proxy that says whom it speaks for. */
export interface FromElsewhere {
  url: string
  close(): Promise<void>
}

/** Passes on everything, sockets too, and names the visitor in `x-forwarded-for`. While the product is away a connection just ends. */
export async function startFromElsewhere(port: number, visitor = '203.0.113.9'): Promise<FromElsewhere> {
  const open = new Set<Socket>()
  const headersFor = (headers: http.IncomingHttpHeaders) => ({ ...headers, 'x-forwarded-for': visitor })
  const server = http.createServer((request, response) => {
    const { method, url, headers } = request
    const onward = http.request({ host: '127.0.0.1', port, method, path: url, headers: headersFor(headers) }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  server.on('connection', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  server.on('upgrade', (request, inside, head) => {
    const outside = connect(port, '127.0.0.1', () => {
      const lines = Object.entries(headersFor(request.headers)).map(([name, value]) => `${name}: ${String(value)}`)
      outside.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
      outside.write(head)
      inside.pipe(outside).pipe(inside)
    })
    // A cut connection shows as an error at both ends; that it is cut is all there is to it.
    inside.on('error', () => outside.destroy())
    outside.on('error', () => inside.destroy())
    outside.on('close', () => inside.destroy())
    inside.on('close', () => outside.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    // A listening TCP server has an address with a port.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
