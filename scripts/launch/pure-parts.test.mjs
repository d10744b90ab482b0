import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { asLaunchFailure, LaunchFailure } from './failure.mjs'
import { nodeVersionProblem } from './node-version.mjs'
import { parseOptions } from './options.mjs'
import { parseInfo, withoutPassword } from './own-servers.mjs'
import { urlOf } from './product.mjs'
import { plainSentence } from './server.mjs'
import { serverEnvironment } from './server-environment.mjs'

describe('the Node version', () => {
  it.each(['20.19.0', '20.20.2', '21.0.0', '22.1.0', '24.0.0'])('%s is enough', (version) => expect(nodeVersionProblem(version)).toBeUndefined())
  it.each(['20.18.3', '18.20.4', '16.0.0', '4.9.1'])('%s is refused in one sentence with a way out', (version) => {
    expect(nodeVersionProblem(version)).toMatch(/^Node .* is too old: AOB needs Node 20\.19 or newer\. Install it/)
  })
})

describe('the command line of npm start', () => {
  it('has defaults for everything', () => {
    expect(parseOptions([], '/here')).toEqual({ port: 7420, host: '127.0.0.1', dataDir: '/here/.aob', dev: false, samples: true, help: false })
  })
  it('takes every flag', () => {
    const options = parseOptions(['--port', '8080', '--host', '0.0.0.0', '--data', '/data', '--dev', '--no-samples'], '/here')
    expect(options).toEqual({ port: 8080, host: '0.0.0.0', dataDir: '/data', dev: true, samples: false, help: false })
  })
  it.each(['1', '65535'])('takes port %s at the edge', (port) => expect(parseOptions(['--port', port], '/').port).toBe(Number(port)))
  it.each(['0', '65536', 'x', '', '80.5', '-1', '1e3'])('refuses port "%s"', (port) =>
    expect(() => parseOptions([`--port=${port}`], '/')).toThrow(LaunchFailure),
  )
  it('refuses an unknown flag and names the help', () => expect(() => parseOptions(['--prot', '1'], '/')).toThrow(/'--prot'.* See npm start -- --help/))
  it('refuses an empty folder', () => expect(() => parseOptions(['--data', ' '], '/')).toThrow(/--data is empty/))
})

describe('system errors become sentences', () => {
  it('a full disk', () => expect(asLaunchFailure(Object.assign(new Error('x'), { code: 'ENOSPC' }))?.message).toMatch(/^The disk is full/))
  it('missing rights name the path', () => expect(asLaunchFailure(Object.assign(new Error('x'), { code: 'EACCES', path: '/p' }))?.message).toContain('(/p)'))
  it('a fault of ours stays one', () => expect(asLaunchFailure(new TypeError('x is not a function'))).toBeUndefined())
})

describe("the user's own servers", () => {
  it.each([
    ['postgres://u:secret@h:5432/d', 'postgres://u:***@h:5432/d'],
    ['redis://:secret@h:6379', 'redis://:***@h:6379'],
    ['rediss://u:a:b@h', 'rediss://u:***@h'],
    ['/run/redis.sock', '/run/redis.sock'],
    ['postgres://u@h/d', 'postgres://u@h/d'],
  ])('%s is shown without its password', (url, shown) => expect(withoutPassword(url)).toBe(shown))
  it('reads the answer of INFO', () => {
    expect(parseInfo('# Server\r\nredis_version:7.2.4\r\n\r\n# Memory\r\nmaxmemory_policy:noeviction\r\nos:a:b\r\n')).toEqual({
      redis_version: '7.2.4',
      maxmemory_policy: 'noeviction',
      os: 'a:b',
    })
  })
})

describe("the server's environment", () => {
  const options = { port: 7420, host: '127.0.0.1', dataDir: '/d' }
  const given = { env: {}, root: '/r', options, databaseUrl: 'postgres://x', redisUrl: undefined, sample: undefined, model: undefined }
  const sample = { port: 7421, url: 'http://127.0.0.1:7421' }

  it("lets out exactly the sample service's address and names it in vars", () => {
    const env = serverEnvironment({ ...given, sample })
    expect(env).toMatchObject({ AOB_EGRESS_ALLOW: '127.0.0.1:7421', AOB_VARS: '{"sample":"http://127.0.0.1:7421"}' })
  })
  it('adds nothing to the allow list without samples', () => {
    expect(serverEnvironment(given)).not.toHaveProperty('AOB_EGRESS_ALLOW')
    expect(serverEnvironment(given)).not.toHaveProperty('AOB_LLM_SCRIPTED')
  })
  it("keeps the operator's own entries", () => {
    const env = serverEnvironment({ ...given, sample, env: { AOB_EGRESS_ALLOW: '10.0.0.1:80', AOB_VARS: '{"crm":"http://crm"}' } })
    expect(env.AOB_EGRESS_ALLOW).toBe('10.0.0.1:80,127.0.0.1:7421')
    expect(JSON.parse(env.AOB_VARS ?? '')).toEqual({ sample: sample.url, crm: 'http://crm' })
  })
  it.each(['x', '[]', 'null', '3'])('refuses AOB_VARS=%s in a sentence', (text) => {
    expect(() => serverEnvironment({ ...given, sample, env: { AOB_VARS: text } })).toThrow(/AOB_VARS is not a JSON object/)
  })
  it('marks the scripted model as scripted', () => {
    expect(serverEnvironment({ ...given, model: { url: 'http://127.0.0.1:7422' } })).toMatchObject({
      AOB_LLM_BASE_URL: 'http://127.0.0.1:7422/v1',
      AOB_LLM_MODEL: 'scripted/assistant',
      AOB_LLM_SCRIPTED: '1',
    })
  })
  it('names no Redis when the in-process engine is used, whatever the shell says', () => {
    expect(serverEnvironment({ ...given, env: { REDIS_URL: 'redis://elsewhere' } })).not.toHaveProperty('REDIS_URL')
  })
  it("admits the development server's page beside the operator's own", () => {
    const pages = ['http://127.0.0.1:7430']
    expect(serverEnvironment({ ...given, pages, env: { AOB_ORIGINS: 'https://a' } }).AOB_ORIGINS).toBe('https://a,http://127.0.0.1:7430')
    expect(serverEnvironment(given)).not.toHaveProperty('AOB_ORIGINS')
  })
  it('serves the built page and the examples of the checkout', () => {
    expect(serverEnvironment(given)).toMatchObject({ AOB_STATIC_DIR: path.join('/r', 'dist/web'), AOB_EXAMPLES_DIR: path.join('/r', 'examples/workflows') })
  })
})

describe('where the page is', () => {
  it.each([
    ['127.0.0.1', 'http://127.0.0.1:7420'],
    ['0.0.0.0', 'http://127.0.0.1:7420'],
    ['::', 'http://[::1]:7420'],
    ['::1', 'http://[::1]:7420'],
    ['localhost', 'http://localhost:7420'],
  ])('for --host %s is %s', (host, url) => expect(urlOf(host, 7420)).toBe(url))
})

describe('what the server said before it ended', () => {
  it('is its last line for people', () => {
    expect(plainSentence('{"level":"info"}\naob: AOB_PORT is "x".\n    at main\n')).toBe('AOB_PORT is "x".')
  })
  it('is nothing when it only logged', () => expect(plainSentence('{"level":"info"}\nError: x\n    at y\n')).toBeUndefined())
})
