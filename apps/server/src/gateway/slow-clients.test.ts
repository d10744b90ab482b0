import { connect } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { type GatewayUnderTest, startGateway } from './testing/gateway-under-test.ts'
import { createServicesDouble } from './testing/services-double.ts'

const open: GatewayUnderTest[] = []
afterEach(async () => {
  for (const gateway of open.splice(0)) await gateway.close(500)
})

const HALF_SENT = {
  'its headers': 'POST /api/v1/runs HTTP/1.1\r\nhost: 127.0.0.1\r\n',
  'its body': 'POST /api/v1/runs HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"ref":',
}

it.each(Object.entries(HALF_SENT))('a client that never finishes %s is cut, not kept', async (_what, text) => {
  const gateway = await startGateway(createServicesDouble().services, { requestMs: 300 })
  open.push(gateway)
  const received = await new Promise<string>((resolve, reject) => {
    const socket = connect(gateway.port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk.toString()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
  })
  expect(received).toMatch(/^HTTP\/1\.1 408 /)
})
