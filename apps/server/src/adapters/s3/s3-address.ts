import type { S3Settings } from '../../s3-settings.ts'

/** The address of a key, or of the bucket itself. Keys are of `[A-Za-z0-9._/-]`, which needs no escape. */
export function addressOf({ endpoint, bucket, style }: S3Settings, key = '', query: Readonly<Record<string, string>> = {}): URL {
  const url = new URL(endpoint)
  if (style === 'host') url.host = `${bucket}.${url.host}`
  const base = url.pathname.replace(/\/$/, '')
  url.pathname = style === 'host' ? `${base}/${key}` : `${base}/${bucket}${key ? `/${key}` : ''}`
  // Escaped as the signature wants it: a space is %20 and never a plus sign.
  url.search = Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&')
  return url
}
