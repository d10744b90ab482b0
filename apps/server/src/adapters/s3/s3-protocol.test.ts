import { describe, expect, it } from 'vitest'
import { addressOf } from './s3-address.ts'
import { errorCodeOf, listedPage } from './s3-answers.ts'

const settings = { bucket: 'bytes', region: 'r', accessKeyId: 'i', secretAccessKey: 's', prefix: '' }

describe('[VC-10] addresses of a bucket', () => {
  it.each([
    ['path', 'https://s3.example.com', 'https://s3.example.com/bytes/a/b'],
    ['path', 'http://127.0.0.1:9000/', 'http://127.0.0.1:9000/bytes/a/b'],
    ['path', 'https://example.com/storage/s3', 'https://example.com/storage/s3/bytes/a/b'],
    ['host', 'https://s3.example.com', 'https://bytes.s3.example.com/a/b'],
    ['host', 'https://s3.example.com:8443', 'https://bytes.s3.example.com:8443/a/b'],
  ] as const)('%s at %s', (style, endpoint, address) => {
    expect(addressOf({ ...settings, endpoint, style }, 'a/b').href).toBe(address)
  })

  it('the bucket itself, and a query escaped as it is signed', () => {
    const address = (style: 'path' | 'host') => addressOf({ ...settings, endpoint: 'https://s3.example.com', style }, '', { prefix: 'a b/+', token: '1=' }).href
    expect(address('path')).toBe('https://s3.example.com/bytes?prefix=a%20b%2F%2B&token=1%3D')
    expect(address('host')).toBe('https://bytes.s3.example.com/?prefix=a%20b%2F%2B&token=1%3D')
  })
})

describe('[VC-10] answers in XML', () => {
  const page = (inner: string) => `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</ListBucketResult>`
  const object = '<Contents><Key>a&amp;b&#x21;&#33;</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><Size>1</Size></Contents>'

  it('a page with its objects, and where the next one begins', () => {
    const objects = [{ key: 'a&b!!', modifiedAt: Date.UTC(2026, 0, 1) }]
    expect(listedPage(page(`<IsTruncated>false</IsTruncated>${object}`))).toEqual({ objects, next: undefined })
    const more = '<IsTruncated>true</IsTruncated><NextContinuationToken>t&lt;1</NextContinuationToken>'
    expect(listedPage(page(`${more}${object}`))).toEqual({ objects, next: 't<1' })
    expect(listedPage(page('<IsTruncated>false</IsTruncated>'))).toEqual({ objects: [], next: undefined })
  })

  it.each([
    ['another document', '<html></html>'],
    ['an object without a time', page('<Contents><Key>a</Key></Contents>')],
    ['an object without a key', page('<Contents><LastModified>2026-01-01T00:00:00Z</LastModified></Contents>')],
    ['a time that is none', page('<Contents><Key>a</Key><LastModified>soon</LastModified></Contents>')],
  ])('%s is no page', (_, xml) => {
    expect(listedPage(xml)).toBeUndefined()
  })

  it('the code of an error, where there is one', () => {
    expect(errorCodeOf('<Error><Code>SlowDown</Code></Error>')).toBe('SlowDown')
    expect(errorCodeOf('<Error></Error>')).toBeUndefined()
    expect(errorCodeOf('<CopyObjectResult><Code>x</Code></CopyObjectResult>')).toBeUndefined()
    expect(errorCodeOf('')).toBeUndefined()
  })
})
