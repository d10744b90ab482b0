/** The whole product as separate processes on stores of its own, every one of which may be killed. */
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { anyFreePort } from '../launch/ports.mjs'
import { startPostgres } from '../launch/postgres.mjs'
import { startRedis } from '../launch/redis.mjs'
import { serverEnvironment } from '../launch/server-environment.mjs'
import { stopRecorded } from '../launch/stop-order.mjs'
import { keepServer, ownerOfPort } from './server-process.mjs'

/** A token or completion whose holder is silent for this long is taken over. */
export const LEASE_MS = 2000
/** Often enough that most runs are rebuilt from a snapshot and not from their first event. */
const SNAPSHOT_EVERY = 7

/** Two of each, so that one is left when the other is gone; the work is split as an operator would split it. */
const SERVERS = [
  { name: 'api-1', roles: 'api,coordinator' },
  { name: 'api-2', roles: 'api' },
  { name: 'coordinator-2', roles: 'coordinator' },
  { name: 'executor-1', roles: 'executor,agent-runner' },
  { name: 'executor-2', roles: 'executor' },
]

/**
 * @param {{ root: string, dataDir: string, sink: import('./sink.mjs').Sink, random: import('./random.mjs').Random }} options
 */
export async function startCluster({ root, dataDir, sink, random }) {
  mkdirSync(dataDir, { recursive: true })
  const say = () => undefined
  const [postgresPort, redisPort] = [await anyFreePort('127.0.0.1'), await anyFreePort('127.0.0.1')]
  const openPostgres = () => startPostgres({ root, dataDir, say, tcpPort: postgresPort })
  const openRedis = async () => {
    const redis = await startRedis({ dataDir, say, tcpPort: redisPort })
    if (redis.kind !== 'private') throw new Error(`Chaos needs Redis: ${redis.reason}.`)
    return redis
  }
  let [postgres, redis] = [await openPostgres(), await openRedis()]
  const urls = []
  const servers = []
  for (const { name, roles } of SERVERS) {
    const port = await anyFreePort('127.0.0.1')
    if (roles.includes('api')) urls.push(`http://127.0.0.1:${port}`)
    const env = serverEnvironment({
      env: cleanEnvironment(),
      root,
      options: { port, host: '127.0.0.1', dataDir: path.join(dataDir, 'server') },
      databaseUrl: postgres.url,
      redisUrl: redis.url,
    })
    const own = {
      AOB_EGRESS_ALLOW: sink.hostPort,
      AOB_VARS: JSON.stringify({ sink: sink.url }),
      AOB_LEASE_MS: String(LEASE_MS),
      AOB_EXAMPLES_DIR: '',
      AOB_LIMIT_SNAPSHOT_EVERY_EVENTS: String(SNAPSHOT_EVERY),
      // Whether workers go on inline is the caller's choice.
      ...(process.env.AOB_LIMIT_MAX_INLINE_NODES ? { AOB_LIMIT_MAX_INLINE_NODES: process.env.AOB_LIMIT_MAX_INLINE_NODES } : {}),
    }
    servers.push(keepServer({ root, dataDir, name, roles, env: { ...env, ...own }, restDrawn: () => random.between(50, 1200) }))
  }
  const named = (/** @type {string} */ role) => servers.filter(({ roles }) => roles.includes(role))

  return {
    urls,
    servers,
    executors: named('executor'),
    coordinators: named('coordinator'),
    /** @param {number} port of a connection to the sink */
    callerAt(port) {
      const pids = named('executor').flatMap((server) => server.pid() ?? [])
      const pid = ownerOfPort(pids, port)
      return named('executor').find((server) => server.pid() !== undefined && server.pid() === pid)
    },
    async killRedis({ wiped = false } = {}) {
      process.kill(redis.child.identity.pid, 'SIGKILL')
      await redis.child.exited
      if (wiped) rmSync(path.join(dataDir, 'redis/appendonlydir'), { recursive: true, force: true })
    },
    async raiseRedis() {
      redis = await openRedis()
    },
    async killPostgres() {
      process.kill(postgres.child.identity.pid, 'SIGKILL')
      await postgres.child.exited
    },
    async raisePostgres() {
      postgres = await openPostgres()
    },
    async stop() {
      await Promise.all(servers.map((server) => server.stop()))
      await stopRecorded(dataDir)
    },
  }
}

/** @typedef {Awaited<ReturnType<typeof startCluster>>} Cluster */

/** What the developer's shell points at is never touched. */
function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(DATABASE_URL|REDIS_URL|AOB_.*|NODE_ENV)$/.test(name)))
}
