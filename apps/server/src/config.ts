import { canonicalType, DEFAULT_LIMITS, isKnownType, type Limits } from '@aob/schemas'
import { ConfigError, type Env } from './config-error.ts'
import { hotStoreKind, type KafkaSettings, readKafkaSettings } from './kafka-settings.ts'
import { readPeople } from './people-settings.ts'
import type { PolicyRule } from './policy/rule-policy.ts'
import type { RetentionPolicy } from './record-keeping/retention-loop.ts'
import { parseRoles, ROLES, type Role } from './roles.ts'
import { readS3Settings, type S3Settings } from './s3-settings.ts'
import type { NamedToken } from './usecases/sessions/people.ts'

/** Everything the server reads from its environment, parsed once. */
export interface Config {
  roles: ReadonlySet<Role>
  host: string
  port: number
  dataDir: string
  databaseUrl: string
  /** A copy of the database that only reads, for lists (DB-07). */
  replica?: { url: string; maxLagMs: number }
  /** Absent, like `kafka`: the in-process adapter. */
  redisUrl?: string
  /** Put before every key, so that several installations may share one Redis. */
  redisPrefix?: string
  /** The hot store is on Kafka, whatever else there is. */
  kafka?: KafkaSettings
  /** Exact `host:port` entries the egress guard lets through. */
  egressAllow: readonly string[]
  vars: Readonly<Record<string, string>>
  llm: { baseUrl?: string; apiKey?: string; model?: string; scripted: boolean }
  leaseMs: number
  partitions: number
  origins: readonly string[]
  apiToken?: string
  /** Named tokens beside it (D-31). */
  people: readonly NamedToken[]
  logLevel: string
  staticDir?: string
  migrationsDir?: string
  wasmPath?: string
  /** Where content-addressed bytes are kept: files below the data directory; the database or a bucket for several machines without a shared disk. */
  cas: 'fs' | 'postgres' | S3Settings
  policies: readonly PolicyRule[]
  examplesDir?: string
  concurrency: { tasks: number; agents: number; perType: Readonly<Record<string, number>> }
  /** Longest a call of a store may take before its caller is told that it is away. */
  storeTimeoutMs: number
  retention: RetentionPolicy
  limits: Limits
}

/** Throws ConfigError with one plain sentence. */
export function readConfig(env: Env): Config {
  const databaseUrl = env.DATABASE_URL
  if (!databaseUrl) throw new ConfigError('DATABASE_URL', '', 'the address of a Postgres database (npm start brings its own)')
  return {
    roles: roles(env),
    host: env.AOB_HOST ?? '127.0.0.1',
    port: integer(env, 'AOB_PORT', 7420, 0, 65_535),
    dataDir: env.AOB_DATA_DIR ?? '.aob',
    databaseUrl,
    ...replicaOf(env),
    ...hotStoreOf(env),
    egressAllow: list(env.AOB_EGRESS_ALLOW),
    vars: variables(env),
    llm: {
      ...optional('baseUrl', env.AOB_LLM_BASE_URL),
      ...optional('apiKey', env.AOB_LLM_API_KEY),
      ...optional('model', env.AOB_LLM_MODEL),
      scripted: env.AOB_LLM_SCRIPTED === '1',
    },
    leaseMs: integer(env, 'AOB_LEASE_MS', 15_000, 300, 3_600_000),
    partitions: integer(env, 'AOB_PARTITIONS', 4, 1, 256),
    origins: origins(env),
    ...optional('apiToken', env.AOB_API_TOKEN),
    people: readPeople(env),
    logLevel: logLevel(env),
    ...optional('staticDir', env.AOB_STATIC_DIR),
    ...optional('migrationsDir', env.AOB_MIGRATIONS_DIR),
    ...optional('wasmPath', env.AOB_WASM_PATH),
    cas: casOf(env),
    policies: policies(env),
    ...optional('examplesDir', env.AOB_EXAMPLES_DIR),
    concurrency: {
      tasks: integer(env, 'AOB_TASK_CONCURRENCY', 32, 1, 10_000),
      agents: integer(env, 'AOB_AGENT_CONCURRENCY', 64, 1, 10_000),
      perType: typeConcurrency(env),
    },
    storeTimeoutMs: integer(env, 'AOB_STORE_TIMEOUT_MS', 10_000, 100, 60_000),
    retention: {
      logDays: integer(env, 'AOB_RETENTION_DAYS', 0, 0, 36_500),
      blobGraceHours: integer(env, 'AOB_BLOB_GRACE_HOURS', 168, 1, 87_600),
      everyMinutes: integer(env, 'AOB_RETENTION_MINUTES', 60, 0, 10_080),
    },
    limits: readLimits(env),
  }
}

function hotStoreOf(env: Env): Pick<Config, 'redisUrl' | 'redisPrefix' | 'kafka'> {
  const kind = hotStoreKind(env)
  if (kind === 'kafka') return { kafka: readKafkaSettings(env) }
  return kind === 'redis' ? { ...optional('redisUrl', env.REDIS_URL), ...optional('redisPrefix', env.AOB_REDIS_PREFIX) } : {}
}

function replicaOf(env: Env): Pick<Config, 'replica'> {
  const url = env.DATABASE_REPLICA_URL
  return url ? { replica: { url, maxLagMs: integer(env, 'AOB_REPLICA_LAG_MS', 1000, 10, 3_600_000) } } : {}
}

function optional<Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } {
  // The computed key is the one asked for; TypeScript widens it to string.
  return value ? ({ [key]: value } as { [K in Key]?: string }) : {}
}

function integer(env: Env, name: string, fallback: number, least: number, most: number): number {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < least || value > most) throw new ConfigError(name, text, `a whole number from ${least} to ${most}`)
  return value
}

/** A process that does only a part of the work needs the others to reach what it leaves: the in-process store cannot give them that. */
function roles(env: Env): ReadonlySet<Role> {
  const text = env.AOB_ROLES ?? ''
  const chosen = parseRoles(text)
  if (!chosen) throw new ConfigError('AOB_ROLES', text, `all, or some of ${ROLES.join(', ')}, separated by commas`)
  if (chosen.size < ROLES.length && hotStoreKind(env) === 'memory')
    throw new ConfigError('AOB_ROLES', text, 'all while REDIS_URL is not set and AOB_HOT_STORE is not kafka, because there is one process only')
  return chosen
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']

function logLevel(env: Env): string {
  const level = env.AOB_LOG_LEVEL || 'info'
  if (!LOG_LEVELS.includes(level)) throw new ConfigError('AOB_LOG_LEVEL', level, `one of ${LOG_LEVELS.join(', ')}`)
  return level
}

function list(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((item) => (item.trim() ? [item.trim()] : []))
}

function origins(env: Env): string[] {
  return list(env.AOB_ORIGINS).map((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined
    if (!url || !/^https?:$/.test(url.protocol))
      throw new ConfigError('AOB_ORIGINS', text, 'a list of origins such as https://tools.example.com, separated by commas')
    return url.origin
  })
}

function variables(env: Env): Record<string, string> {
  const text = env.AOB_VARS
  if (!text) return {}
  const expected = 'a JSON object whose values are strings'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw Object.assign(new ConfigError('AOB_VARS', text, expected), { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ConfigError('AOB_VARS', text, expected)
  for (const item of Object.values(value)) if (typeof item !== 'string') throw new ConfigError('AOB_VARS', text, expected)
  return value as Record<string, string>
}

function casOf(env: Env): Config['cas'] {
  const cas = env.AOB_CAS || 'fs'
  if (cas === 's3') return readS3Settings(env)
  if (cas !== 'fs' && cas !== 'postgres') throw new ConfigError('AOB_CAS', cas, 'fs, postgres or s3')
  return cas
}

/** `AOB_POLICIES`: rules a patch must not break, `[{"id", "deny": "<CEL>", "message"}]`. */
function policies(env: Env): PolicyRule[] {
  const text = env.AOB_POLICIES
  if (!text) return []
  const expected = 'a JSON list of {"id", "deny", "message"?}'
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw Object.assign(new ConfigError('AOB_POLICIES', text, expected), { cause })
  }
  const fits = (rule: unknown): rule is PolicyRule =>
    typeof rule === 'object' && rule !== null && ['id', 'deny'].every((member) => typeof Reflect.get(rule, member) === 'string')
  if (!Array.isArray(value) || !value.every(fits)) throw new ConfigError('AOB_POLICIES', text, expected)
  return value
}

/** `AOB_TYPE_CONCURRENCY=http=8,function=2` gives these types slots of their own. */
function typeConcurrency(env: Env): Record<string, number> {
  const entries = list(env.AOB_TYPE_CONCURRENCY).map((item) => {
    const [type = '', text = '', ...more] = item.split('=')
    const slots = Number(text)
    if (more.length > 0 || !isKnownType(type) || !Number.isInteger(slots) || slots < 1 || slots > 10_000)
      throw new ConfigError('AOB_TYPE_CONCURRENCY', item, 'a list such as http=8,function=2 of registered node types and whole numbers from 1 to 10000')
    return [canonicalType(type) ?? type, slots] as const
  })
  return Object.fromEntries(entries)
}

const LIMIT_PREFIX = 'AOB_LIMIT_'

/** `AOB_LIMIT_MAX_AGENTS=8` overrides `maxAgents`, and so on for every named limit. A name that is none is refused: its limit would not hold. */
function readLimits(env: Env): Limits {
  const limits = Object.entries(DEFAULT_LIMITS).map(([name, fallback]) => ({ name, fallback, variable: limitVariable(name) }))
  const known = new Set(limits.map(({ variable }) => variable))
  const unknown = Object.keys(env).find((variable) => variable.startsWith(LIMIT_PREFIX) && !known.has(variable))
  if (unknown !== undefined)
    throw new ConfigError(unknown, env[unknown] ?? '', `unset, because no limit has that name; the limits are ${[...known].join(', ')}`)
  const values = limits.map(({ name, fallback, variable }) => [name, integer(env, variable, fallback, 0, Number.MAX_SAFE_INTEGER)])
  // The names are those of the defaults.
  return Object.fromEntries(values) as { [K in keyof Limits]: number }
}

const limitVariable = (name: string) => LIMIT_PREFIX + name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()
