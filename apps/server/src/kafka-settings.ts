import { ConfigError, type Env } from './config-error.ts'

/** Which cluster keeps the hot state, where that is not Redis. */
export interface KafkaSettings {
  /** `host:port` of brokers to begin with; the others are learnt from them. */
  brokers: readonly string[]
  /** Put before the name of every topic, so that several installations may share one cluster. */
  prefix: string
  /** Whether connections are encrypted; whom to trust is told Node as ever (`NODE_EXTRA_CA_CERTS`). */
  tls: boolean
  /** Who we are to the brokers. */
  login?: KafkaLogin
}

export interface KafkaLogin {
  mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512'
  username: string
  password: string
}

const HOT_STORES = ['redis', 'kafka', 'memory']
const BROKER = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):\d{1,5}$/
/** What a name of a topic may hold, with room for ours behind it. */
const PREFIX = /^[A-Za-z0-9._-]{0,100}$/

/** Which hot store is asked for; by default Redis where there is one, and this process otherwise. */
export function hotStoreKind(env: Env): 'redis' | 'kafka' | 'memory' {
  const kind = env.AOB_HOT_STORE || (env.REDIS_URL ? 'redis' : 'memory')
  if (!HOT_STORES.includes(kind)) throw new ConfigError('AOB_HOT_STORE', kind, `one of ${HOT_STORES.join(', ')}`)
  if (kind === 'redis' && !env.REDIS_URL) throw new ConfigError('REDIS_URL', '', 'the address of a Redis, while AOB_HOT_STORE is redis')
  // One of the three, as was just seen.
  return kind as 'redis' | 'kafka' | 'memory'
}

/** The cluster of `AOB_HOT_STORE=kafka`. */
export function readKafkaSettings(env: Env): KafkaSettings {
  const text = env.AOB_KAFKA_BROKERS ?? ''
  const brokers = text.split(',').flatMap((item) => (item.trim() ? [item.trim()] : []))
  if (brokers.length === 0 || !brokers.every((broker) => BROKER.test(broker)))
    throw new ConfigError('AOB_KAFKA_BROKERS', text, 'a list such as kafka-1:9092,kafka-2:9092, while AOB_HOT_STORE is kafka')
  const prefix = env.AOB_KAFKA_PREFIX ?? ''
  if (!PREFIX.test(prefix)) throw new ConfigError('AOB_KAFKA_PREFIX', prefix, 'at most 100 letters, digits, dots, underscores and hyphens')
  return { brokers, prefix, tls: tls(env), ...login(env) }
}

const MECHANISMS = ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'PLAIN']

function login(env: Env): { login?: KafkaLogin } {
  const username = env.AOB_KAFKA_USERNAME
  if (!username) return {}
  const password = env.AOB_KAFKA_PASSWORD
  // Never said what it is: the sentence goes to logs.
  if (!password) throw new ConfigError('AOB_KAFKA_PASSWORD', '', 'the password of AOB_KAFKA_USERNAME')
  const mechanism = env.AOB_KAFKA_MECHANISM || 'SCRAM-SHA-512'
  if (!MECHANISMS.includes(mechanism)) throw new ConfigError('AOB_KAFKA_MECHANISM', mechanism, `one of ${MECHANISMS.join(', ')}`)
  // One of the three, as was just seen.
  return { login: { mechanism: mechanism as KafkaLogin['mechanism'], username, password } }
}

function tls(env: Env): boolean {
  const text = env.AOB_KAFKA_TLS || '0'
  if (text !== '0' && text !== '1') throw new ConfigError('AOB_KAFKA_TLS', text, '1 or 0')
  return text === '1'
}
