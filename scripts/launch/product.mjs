/**
 * Starts everything the product needs, in order, and stops it in the opposite order.
 * After a crash of the launcher its children may live on: the example servers and the server are ended,
 * Postgres and Redis are adopted. Only recorded processes of this data folder are ever touched.
 */
import path from 'node:path'
import { prepareDataFolder } from './data-folder.mjs'
import { takeLock } from './data-lock.mjs'
import { LaunchFailure } from './failure.mjs'
import { checkDatabase, checkRedis, withoutPassword } from './own-servers.mjs'
import { portState } from './ports.mjs'
import { startPostgres } from './postgres.mjs'
import { startRedis } from './redis.mjs'
import { startExampleServer } from './samples.mjs'
import { startServer } from './server.mjs'
import { serverEnvironment } from './server-environment.mjs'
import { setUp } from './setup.mjs'
import { stopRecorded } from './stop-order.mjs'
import { chooseWebDevUrl, startWebDevServer } from './web-dev-server.mjs'

const KEPT_ACROSS_CRASHES = new Set(['postgres', 'redis'])

/**
 * @typedef {object} Product
 * @property {string} url
 * @property {Promise<string>} failed settles with a sentence when a part that the product needs ends by itself
 * @property {() => Promise<void>} stop idempotent
 */

/**
 * @param {object} given
 * @param {string} given.root
 * @param {ReturnType<typeof import('./options.mjs').parseOptions>} given.options
 * @param {NodeJS.ProcessEnv} given.env
 * @param {(line: string) => void} given.say
 * @param {(stop: () => Promise<void>) => void} given.onStopper told at once how to stop what has been started so far
 * @returns {Promise<Product>}
 * @throws {LaunchFailure}
 */
export async function startProduct({ root, options, env, say, onStopper }) {
  const { dataDir, host, port, dev } = options
  const lock = lockDataFolder(dataDir)
  const children = []
  const stop = stopper(dataDir, lock)
  onStopper(stop)
  try {
    await stopRecorded(dataDir, { except: KEPT_ACROSS_CRASHES })
    await requirePort(port, host)
    await setUp(root, say, { build: dev ? ['wasm'] : undefined })
    const keep = (child) => {
      children.push(child)
      return child
    }
    const stores = await startStores({ root, dataDir, env, say, keep })
    const examples = options.samples ? await startExamples({ root, options, env, say, keep }) : {}
    const url = urlOf(host, port)
    const page = dev ? await chooseWebDevUrl(port + 10) : url
    const serverEnv = serverEnvironment({ env, root, options, ...stores, ...examples, pages: page === url ? [] : [page] })
    keep(await startServer({ root, dataDir, url, dev, env: serverEnv }))
    if (dev) await startWebDevServer({ root, dataDir, api: url, url: page, keep })
    lock.announce({ url: page, ...(examples.sample ? { sampleUrl: examples.sample.url } : {}) })
    return { url: page, failed: Promise.race(children.map((child) => child.exited.then((exit) => endedSentence(child, exit, dataDir)))), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Where this machine reaches a server that listens on the host; every address includes the loopback. */
export function urlOf(host, port) {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`
  if (host === '::') return `http://[::1]:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function lockDataFolder(dataDir) {
  prepareDataFolder(dataDir)
  const lock = takeLock(dataDir)
  if (lock.held) return lock
  const { pid, url } = lock.holder
  throw new LaunchFailure(
    `AOB already runs on ${dataDir} (process ${pid}${url ? `, ${url}` : ''}).`,
    'Use that one, stop it first, or choose another folder with --data.',
  )
}

/** @returns {() => Promise<void>} stops everything that runs for this folder, then lets go of it */
function stopper(dataDir, lock) {
  let running
  return () => {
    running ??= stopRecorded(dataDir).then(lock.release)
    return running
  }
}

async function requirePort(port, host) {
  const state = await portState(port, host)
  if (state === 'taken')
    throw new LaunchFailure(
      `Port ${port} on ${host} is in use by another program.`,
      `Choose another one: npm start -- --port ${port === 65_535 ? 7420 : port + 10}`,
    )
  if (state === 'forbidden') throw new LaunchFailure(`Port ${port} may only be used by root.`, 'Choose one above 1023 with --port.')
  if (state === 'no-such-host')
    throw new LaunchFailure(`${host} is not an address of this machine.`, 'Use --host 127.0.0.1 for this machine only, or 0.0.0.0 for every network.')
}

async function startStores({ root, dataDir, env, say, keep }) {
  const [databaseUrl, redisUrl] = await bothOrNeither(
    ownOrPrivatePostgres({ root, dataDir, env, say, keep }),
    ownOrPrivateRedis({ root, dataDir, env, say, keep }),
  )
  return { databaseUrl, redisUrl }
}

/** Waits for both even when one fails, so that whatever was started is known and can be stopped. */
async function bothOrNeither(first, second) {
  const [one, two] = await Promise.allSettled([first, second])
  if (one.status === 'rejected') throw one.reason
  if (two.status === 'rejected') throw two.reason
  return [one.value, two.value]
}

async function ownOrPrivatePostgres({ root, dataDir, env, say, keep }) {
  if (env.DATABASE_URL) {
    await checkDatabase(root, env.DATABASE_URL)
    say(`Postgres: ${withoutPassword(env.DATABASE_URL)}`)
    return env.DATABASE_URL
  }
  const { child, url } = await startPostgres({ root, dataDir, say })
  keep(child)
  return url
}

async function ownOrPrivateRedis({ root, dataDir, env, say, keep }) {
  if (env.AOB_HOT_STORE === 'kafka') {
    say(`Kafka: ${env.AOB_KAFKA_BROKERS ?? 'AOB_KAFKA_BROKERS is not set'}`)
    return undefined
  }
  if (env.AOB_HOT_STORE === 'memory') return undefined
  if (env.REDIS_URL) {
    await checkRedis(root, env.REDIS_URL, say)
    say(`Redis: ${withoutPassword(env.REDIS_URL)}`)
    return env.REDIS_URL
  }
  const redis = await startRedis({ dataDir, say, env })
  if (redis.kind === 'private') {
    keep(redis.child)
    say(`Redis: ${redis.url}`)
    return redis.url
  }
  say(
    `Redis: ${redis.reason}; using the built-in one-process engine instead (after a restart runs are rebuilt from Postgres). To get Redis: ${redisAdvice()}, or set REDIS_URL.`,
  )
  return undefined
}

function redisAdvice() {
  return process.platform === 'darwin' ? 'brew install redis' : 'apt-get install redis-server (or your system’s redis or valkey package)'
}

async function startExamples({ root, options, env, say, keep }) {
  const { dataDir, port } = options
  const sample = await startExampleServer({
    root,
    dataDir,
    name: 'sample-service',
    fromPort: port + 1,
    reserved: new Set([port]),
    state: 'sample-service.json',
  })
  keep(sample.child)
  if (env.AOB_LLM_BASE_URL) return { sample }
  const model = await startExampleServer({ root, dataDir, name: 'scripted-model', fromPort: sample.port + 1, reserved: new Set([port, sample.port]) })
  keep(model.child)
  say('No model key: agents of the examples are answered by the scripted model.')
  return { sample, model }
}

function endedSentence({ name }, { code, signal }, dataDir) {
  const how = signal ? `was ended by ${signal}` : code === null ? 'ended' : `ended with code ${code}`
  return `The ${name.replace('-', ' ')} ${how}; see ${path.join(dataDir, 'logs', `${name}.log`)}. Start again with npm start: runs go on where they were.`
}
