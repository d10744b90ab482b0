import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

const DATABASE_URL = 'postgres://aob@127.0.0.1/aob'
const S3 = {
  DATABASE_URL,
  AOB_CAS: 's3',
  AOB_S3_ENDPOINT: 'https://s3.example.com',
  AOB_S3_BUCKET: 'bytes',
  AOB_S3_ACCESS_KEY_ID: 'id',
  AOB_S3_SECRET_ACCESS_KEY: 'secret',
}

describe('readConfig', () => {
  it('needs nothing but a database', () => {
    const config = readConfig({ DATABASE_URL })
    expect(config).toMatchObject({ host: '127.0.0.1', port: 7420, egressAllow: [], vars: {}, partitions: 4 })
    expect(config.redisUrl).toBeUndefined()
  })

  it('does the whole work in one process, or the roles that are named', () => {
    expect(readConfig({ DATABASE_URL, REDIS_URL: 'redis://x', AOB_HOT_STORE: 'memory' }).redisUrl).toBeUndefined()
    const kafka = readConfig({ DATABASE_URL, REDIS_URL: 'redis://x', AOB_HOT_STORE: 'kafka', AOB_KAFKA_BROKERS: 'a:9092, [::1]:9093', AOB_ROLES: 'executor' })
    expect([kafka.kafka, kafka.redisUrl]).toEqual([{ brokers: ['a:9092', '[::1]:9093'], prefix: '', tls: false }, undefined])
    const login = { AOB_KAFKA_TLS: '1', AOB_KAFKA_USERNAME: 'aob', AOB_KAFKA_PASSWORD: 'secret' }
    expect(readConfig({ DATABASE_URL, AOB_HOT_STORE: 'kafka', AOB_KAFKA_BROKERS: 'a:9092', ...login }).kafka).toMatchObject({
      tls: true,
      login: { mechanism: 'SCRAM-SHA-512', username: 'aob', password: 'secret' },
    })
    const roles = (AOB_ROLES?: string) => [...readConfig({ DATABASE_URL, REDIS_URL: 'redis://127.0.0.1', ...(AOB_ROLES ? { AOB_ROLES } : {}) }).roles]
    expect(roles()).toEqual(roles('all'))
    expect(roles('coordinator, executor')).toEqual(['coordinator', 'executor'])
  })

  it('reads every named limit from the environment', () => {
    expect(readConfig({ DATABASE_URL, AOB_LIMIT_MAX_AGENTS: '8' }).limits).toMatchObject({ maxAgents: 8, maxNodes: 20_000 })
  })

  it('[DB-07] reads lists from a replica that is a second behind at most, where one is named', () => {
    expect(readConfig({ DATABASE_URL }).replica).toBeUndefined()
    const named = { DATABASE_URL, DATABASE_REPLICA_URL: 'postgres://aob@127.0.0.1/copy' }
    expect(readConfig(named).replica).toEqual({ url: named.DATABASE_REPLICA_URL, maxLagMs: 1000 })
    expect(readConfig({ ...named, AOB_REPLICA_LAG_MS: '250' }).replica?.maxLagMs).toBe(250)
    expect(() => readConfig({ ...named, AOB_REPLICA_LAG_MS: '9' })).toThrow('AOB_REPLICA_LAG_MS')
  })

  it('[VC-10] keeps bytes in files, the database or a bucket', () => {
    expect(readConfig({ DATABASE_URL }).cas).toBe('fs')
    expect(readConfig({ DATABASE_URL, AOB_CAS: 'postgres' }).cas).toBe('postgres')
    const keys = { accessKeyId: 'id', secretAccessKey: 'secret' }
    expect(readConfig(S3).cas).toEqual({ endpoint: 'https://s3.example.com', bucket: 'bytes', region: 'us-east-1', ...keys, prefix: '', style: 'path' })
    const { AOB_S3_ACCESS_KEY_ID: AWS_ACCESS_KEY_ID, AOB_S3_SECRET_ACCESS_KEY: AWS_SECRET_ACCESS_KEY, ...rest } = S3
    const usual = { ...rest, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN: 'token', AWS_REGION: 'eu-central-1' }
    expect(readConfig({ ...usual, AOB_S3_PREFIX: 'a/b/', AOB_S3_STYLE: 'host' }).cas).toMatchObject({
      ...keys,
      sessionToken: 'token',
      region: 'eu-central-1',
      prefix: 'a/b/',
      style: 'host',
    })
  })

  it('[D-31] knows people by tokens of their own, one by several', () => {
    const people = (AOB_API_TOKENS?: string) => readConfig({ DATABASE_URL, ...(AOB_API_TOKENS ? { AOB_API_TOKENS } : {}) }).people
    expect(people()).toEqual([])
    expect(people('ada:token1, bo@example.com:to:ken2,ada:next')).toEqual([
      { name: 'ada', token: 'token1' },
      { name: 'bo@example.com', token: 'to:ken2' },
      { name: 'ada', token: 'next' },
    ])
  })

  it.each([
    'secret',
    ':secret',
    'a b:secret',
    `${'n'.repeat(65)}:secret`,
    'ada:',
    'ada:se cret',
    `ada:${'s'.repeat(513)}`,
    'ada:secret,bo:secret',
    'local-user:secret',
  ])('refuses people such as %s, and shows no token', (AOB_API_TOKENS) => {
    const read = () => readConfig({ DATABASE_URL, AOB_API_TOKENS })
    expect(read).toThrow(/^AOB_API_TOKENS is "…", but must be a list/)
    expect(read).not.toThrow(/secret/)
  })

  it('refuses that one token is everybody and somebody', () => {
    expect(() => readConfig({ DATABASE_URL, AOB_API_TOKEN: 'same', AOB_API_TOKENS: 'ada:same' })).toThrow(/no token stands twice/)
  })

  it('gives node types slots of their own', () => {
    const slots = (AOB_TYPE_CONCURRENCY?: string) => readConfig({ DATABASE_URL, ...(AOB_TYPE_CONCURRENCY ? { AOB_TYPE_CONCURRENCY } : {}) }).concurrency.perType
    expect(slots()).toEqual({})
    expect(slots('http=1, function=10000')).toEqual({ http: 1, function: 10_000 })
  })

  it.each(['http', 'http=', 'http=0', 'http=10001', 'http=1.5', 'http=2=3', 'nonsense=2'])('refuses slots such as %s', (item) => {
    expect(() => readConfig({ DATABASE_URL, AOB_TYPE_CONCURRENCY: `function=2,${item}` })).toThrow(`AOB_TYPE_CONCURRENCY is "${item}", but must be a list`)
  })

  it.each([
    [{}, /DATABASE_URL/],
    [{ DATABASE_URL, AOB_STORE_TIMEOUT_MS: '99' }, /AOB_STORE_TIMEOUT_MS is "99", but must be a whole number from 100 to 60000/],
    [{ DATABASE_URL, AOB_PORT: '70000' }, /AOB_PORT is "70000", but must be a whole number from 0 to 65535/],
    [{ DATABASE_URL, AOB_PORT: 'x' }, /AOB_PORT/],
    [{ DATABASE_URL, AOB_VARS: '[1]' }, /AOB_VARS/],
    [{ DATABASE_URL, AOB_VARS: '{"a":1}' }, /AOB_VARS/],
    [{ DATABASE_URL, AOB_VARS: '{' }, /AOB_VARS/],
    [{ DATABASE_URL, AOB_ORIGINS: 'tools.example.com' }, /AOB_ORIGINS/],
    [{ DATABASE_URL, AOB_ORIGINS: 'ftp://x' }, /AOB_ORIGINS/],
    [{ DATABASE_URL, AOB_LIMIT_MAX_AGENTS: '-1' }, /AOB_LIMIT_MAX_AGENTS/],
    [{ DATABASE_URL, AOB_LIMIT_MAX_AGENT: '8' }, /AOB_LIMIT_MAX_AGENT is "8", but must be unset, because no limit has that name; .* AOB_LIMIT_MAX_AGENTS,/],
    [{ DATABASE_URL, AOB_ROLES: 'cordinator', REDIS_URL: 'redis://127.0.0.1' }, /AOB_ROLES is "cordinator", but must be all, or some of api, coordinator/],
    [{ DATABASE_URL, AOB_HOT_STORE: 'etcd' }, /AOB_HOT_STORE is "etcd", but must be one of redis, kafka, memory/],
    [{ DATABASE_URL, AOB_HOT_STORE: 'redis' }, /REDIS_URL is "", but must be the address of a Redis/],
    [{ DATABASE_URL, AOB_HOT_STORE: 'kafka' }, /AOB_KAFKA_BROKERS is "", but must be a list such as kafka-1:9092/],
    [{ DATABASE_URL, AOB_HOT_STORE: 'kafka', AOB_KAFKA_BROKERS: 'kafka-1' }, /AOB_KAFKA_BROKERS is "kafka-1"/],
    [{ DATABASE_URL, AOB_HOT_STORE: 'kafka', AOB_KAFKA_BROKERS: 'k:9092', AOB_KAFKA_PREFIX: 'a b' }, /AOB_KAFKA_PREFIX is "a b"/],
    [{ DATABASE_URL, AOB_HOT_STORE: 'kafka', AOB_KAFKA_BROKERS: 'k:9092', AOB_KAFKA_TLS: 'yes' }, /AOB_KAFKA_TLS is "yes"/],
    [{ DATABASE_URL, AOB_HOT_STORE: 'kafka', AOB_KAFKA_BROKERS: 'k:9092', AOB_KAFKA_USERNAME: 'a' }, /AOB_KAFKA_PASSWORD is ""/],
    [
      { DATABASE_URL, AOB_HOT_STORE: 'kafka', AOB_KAFKA_BROKERS: 'k:9092', AOB_KAFKA_USERNAME: 'a', AOB_KAFKA_PASSWORD: 'b', AOB_KAFKA_MECHANISM: 'GSSAPI' },
      /AOB_KAFKA_MECHANISM is "GSSAPI"/,
    ],
    [{ DATABASE_URL, AOB_ROLES: 'executor' }, /AOB_ROLES is "executor", but must be all while REDIS_URL is not set/],
    [{ DATABASE_URL, AOB_CAS: 'ftp' }, /AOB_CAS is "ftp", but must be fs, postgres or s3/],
    [{ DATABASE_URL, AOB_CAS: 's3' }, /AOB_S3_SECRET_ACCESS_KEY is "", but must be the secret key, while AOB_CAS is s3/],
    [{ ...S3, AOB_S3_ENDPOINT: 's3.example.com' }, /AOB_S3_ENDPOINT is "s3.example.com", but must be an address/],
    [{ ...S3, AOB_S3_BUCKET: 'A/b' }, /AOB_S3_BUCKET is "A.b", but must be the name of a bucket/],
    [{ ...S3, AOB_S3_ACCESS_KEY_ID: 'a/b' }, /AOB_S3_ACCESS_KEY_ID/],
    [{ ...S3, AOB_S3_PREFIX: '../' }, /AOB_S3_PREFIX/],
    [{ ...S3, AOB_S3_PREFIX: '/x' }, /AOB_S3_PREFIX is ".x", but must be empty, or words that each end in a slash/],
    [{ ...S3, AOB_S3_STYLE: 'both' }, /AOB_S3_STYLE is "both", but must be path or host/],
    [{ DATABASE_URL, AOB_LOG_LEVEL: 'loud' }, /AOB_LOG_LEVEL is "loud", but must be one of trace, debug, info/],
  ])('says in one sentence what is wrong: %j', (env, sentence) => {
    expect(() => readConfig(env)).toThrow(sentence)
  })
})
