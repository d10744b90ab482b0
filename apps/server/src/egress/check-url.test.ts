import { MAX_URL_LENGTH } from '@aob/ir/document'
import { describe, expect, it } from 'vitest'
import { isForbiddenAddress } from './addresses.ts'
import { checkUrl, parseAllowList } from './check-url.ts'

const nothing = parseAllowList([])
const code = (url: string, allow = nothing) => checkUrl(url, allow)?.code

describe('checkUrl', () => {
  it.each([
    'https://example.com/',
    'http://example.com:8080/a/b?c=d#e',
    'https://93.184.215.14/',
    'https://[2606:4700:4700::1111]/',
    'https://administration.example/administrator',
  ])('admits %s', (url) => {
    expect(checkUrl(url, nothing)).toBeUndefined()
  })

  it.each(['file:///etc/passwd', 'gopher://example.com/', 'ftp://example.com/', 'data:text/plain,x', 'javascript:alert(1)', 'ws://example.com/', 'FILE:///x'])(
    '[SE-01] %s is ssrf.protocol',
    (url) => {
      expect(code(url)).toBe('ssrf.protocol')
    },
  )

  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://0/',
    'http://10.1.2.3/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.1.1/',
    'http://100.64.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://168.63.129.16/',
    'http://255.255.255.255/',
    'http://[::1]/',
    'http://[::]/',
    'http://[fc00::1]/',
    'http://[fe80::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::127.0.0.1]/',
    'http://[::8.8.8.8]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[64:ff9b::808:808]/',
    'http://[2002:7f00:1::]/',
    'http://[2001:0:7f00:1::]/',
    'http://[2606:4700::5efe:127.0.0.1]/',
    'http://①②⑦.⓪.⓪.①/',
    'http://127.0.0.1./',
  ])('[SE-02] %s is ssrf.address', (url) => {
    expect(code(url)).toBe('ssrf.address')
  })

  it('[SE-02] private ranges end where they end', () => {
    for (const address of ['172.15.255.255', '172.32.0.0', '11.0.0.0', '9.255.255.255', '100.63.255.255', '100.128.0.0', '168.63.129.17', '192.169.0.0']) {
      expect(isForbiddenAddress(address), address).toBe(false)
    }
    expect(isForbiddenAddress('not an address')).toBe(true)
    expect(isForbiddenAddress('fe80::1%eth0')).toBe(true)
  })

  it.each([
    'http://localhost/',
    'http://LOCALHOST/',
    'http://localhost./',
    'http://a.localhost/',
    'http://metadata.google.internal/',
    'http://METADATA.google.internal./',
    'http://printer.local/',
  ])('[SE-03] %s is ssrf.host', (url) => {
    expect(code(url)).toBe('ssrf.host')
  })

  it.each([
    '/admin',
    '/ADMIN',
    '/admin/',
    '/admin/users',
    '//admin',
    '/./admin',
    '/x/../admin',
    '/x/%2e%2e/admin',
    '/%61dmin',
    '/%2561dmin',
    '/%252561dmin',
    '/..;/admin',
    '/admin;x=1',
    '/admin%00',
    '/admin%20',
    '/.env',
    '/app/.env',
    '/.env.production',
    '/%2eenv',
    '/api/keys',
    '/api/keys/1',
    '/api//keys',
    '/api%2fkeys',
    '/.git/config',
  ])('[SE-04] %s is ssrf.path', (path) => {
    expect(code(`https://example.com${path}`)).toBe('ssrf.path')
  })

  it.each(['/administrator', '/api/keyset', '/v1/users/admin', '/environment', '/a/.envelope'])('[SE-04] %s is no administrative path', (path) => {
    expect(code(`https://example.com${path}`)).toBeUndefined()
  })

  it.each([
    '',
    'nonsense',
    '/relative',
    'http://',
    'http://a b/',
    'http://user:pw@example.com/',
    'http://example.com\\@127.0.0.1/',
    'http://exa\nmple.com/',
    'http://[::1',
    'http://example.com:99999/',
  ])('%j is ssrf.url', (url) => {
    expect(code(url)).toBe('ssrf.url')
  })

  it('bounds the length at its edge', () => {
    const url = (length: number) => `https://example.com/${'a'.repeat(length - 20)}`
    expect(code(url(MAX_URL_LENGTH))).toBeUndefined()
    expect(code(url(MAX_URL_LENGTH + 1))).toBe('ssrf.url')
  })
})

describe('the allow-list', () => {
  const allow = parseAllowList(['127.0.0.1:7421', 'localhost:9000', 'internal.test', '[::1]:7421'])

  it('admits exactly the named host and port', () => {
    for (const url of [
      'http://127.0.0.1:7421/orders',
      'http://localhost:9000/',
      'http://internal.test/',
      'https://internal.test/',
      'http://[::1]:7421/',
      'http://127.1:7421/',
    ]) {
      expect(code(url, allow), url).toBeUndefined()
    }
    expect(code('http://127.0.0.1:7422/', allow)).toBe('ssrf.address')
    expect(code('http://127.0.0.1/', allow)).toBe('ssrf.address')
    expect(code('http://localhost:9001/', allow)).toBe('ssrf.host')
  })

  it('never bypasses protocol or path', () => {
    expect(code('ftp://127.0.0.1:7421/', allow)).toBe('ssrf.protocol')
    expect(code('http://127.0.0.1:7421/admin', allow)).toBe('ssrf.path')
  })
})

describe('templates', () => {
  it('judges what is literal and leaves the rest to the call', () => {
    expect(code('{{ vars.sample }}/orders')).toBeUndefined()
    expect(code('https://{{ inputs.host }}/orders')).toBeUndefined()
    expect(code('file://{{ inputs.path }}')).toBe('ssrf.protocol')
    expect(code('http://169.254.169.254/{{ inputs.path }}')).toBe('ssrf.address')
    expect(code('http://example.com/admin/{{ inputs.id }}')).toBe('ssrf.path')
    expect(code('http://example.com{{ inputs.rest }}')).toBeUndefined()
    expect(code('https://example.com/a?x={{ inputs.a b }}')).toBeUndefined()
  })
})
