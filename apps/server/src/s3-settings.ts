import { ConfigError, type Env } from './config-error.ts'

/** Where an S3-compatible service keeps our bytes, and who we are there. */
export interface S3Settings {
  /** `https://s3.eu-central-1.amazonaws.com`, `http://127.0.0.1:9000`; without the bucket. */
  endpoint: string
  bucket: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
  /** Put before every key; empty, or ends in `/`. */
  prefix: string
  /** Where the bucket is named: in the path (every service) or in the host (`bucket.s3.…`). */
  style: 'path' | 'host'
}

/** The bucket of `AOB_CAS=s3`. Keys fall back on the variables every other tool for S3 reads. */
export function readS3Settings(env: Env): S3Settings {
  const secretAccessKey = env.AOB_S3_SECRET_ACCESS_KEY || env.AWS_SECRET_ACCESS_KEY
  // Never said what it is: the sentence goes to logs.
  if (!secretAccessKey) throw new ConfigError('AOB_S3_SECRET_ACCESS_KEY', '', 'the secret key, while AOB_CAS is s3')
  const sessionToken = env.AOB_S3_SESSION_TOKEN || env.AWS_SESSION_TOKEN
  return {
    endpoint: endpoint(env),
    bucket: matching(env, 'AOB_S3_BUCKET', /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket, while AOB_CAS is s3'),
    region: env.AOB_S3_REGION || env.AWS_REGION || 'us-east-1',
    accessKeyId: matching(
      { AOB_S3_ACCESS_KEY_ID: env.AOB_S3_ACCESS_KEY_ID || env.AWS_ACCESS_KEY_ID },
      'AOB_S3_ACCESS_KEY_ID',
      /^[^\s/,]+$/,
      'the id of a key, while AOB_CAS is s3',
    ),
    secretAccessKey,
    ...(sessionToken ? { sessionToken } : {}),
    prefix: matching(env, 'AOB_S3_PREFIX', /^([A-Za-z0-9_-][A-Za-z0-9._-]*\/)*$/, 'empty, or words that each end in a slash, such as aob/'),
    style: style(env),
  }
}

function endpoint(env: Env): string {
  const text = env.AOB_S3_ENDPOINT ?? ''
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash)
    throw new ConfigError('AOB_S3_ENDPOINT', text, 'an address such as https://s3.eu-central-1.amazonaws.com, without the bucket, while AOB_CAS is s3')
  return text
}

function matching(env: Env, name: string, pattern: RegExp, expected: string): string {
  const text = env[name] ?? ''
  if (!pattern.test(text)) throw new ConfigError(name, text, expected)
  return text
}

function style(env: Env): 'path' | 'host' {
  const text = env.AOB_S3_STYLE || 'path'
  if (text !== 'path' && text !== 'host') throw new ConfigError('AOB_S3_STYLE', text, 'path or host')
  return text
}
