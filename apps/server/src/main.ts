import { parseArgs } from 'node:util'
import { compose, localCaller, type Product } from './compose.ts'
import { type Config, readConfig } from './config.ts'
import { ConfigError } from './config-error.ts'
import { DomainError } from './domain-error.ts'
import { createHttpServer } from './gateway/http-server.ts'
import { createLogger, type Logger } from './observability/logger.ts'
import { logRuntimeWarnings } from './observability/runtime-warnings.ts'
import { loadExamples } from './usecases/load-examples.ts'
import type { Caller } from './usecases/services.ts'

const VERSION = '0.1.0'
/** A stop that takes longer is cut; what was in hand is done again under the same key by the next start (OS-04). */
const STOP_TIMEOUT_MS = 25_000

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { role: { type: 'string' } } })
  const config = readConfig(values.role === undefined ? process.env : { ...process.env, AOB_ROLES: values.role })
  const logger = createLogger(config.logLevel)
  logRuntimeWarnings(process, logger)
  const product = await compose(config, { version: VERSION, logger })
  const closePort = config.roles.has('api') ? await openPort(product, config, logger) : async () => undefined
  const loops = product.start()
  if (!config.roles.has('api')) logger.info({ roles: [...config.roles], version: VERSION }, 'working')
  stopOnSignals(logger, async () => {
    await closePort()
    await loops.stop()
    await product.close()
  })
}

/** Returns what closes it again. */
async function openPort(product: Product, config: Config, logger: Logger): Promise<() => Promise<void>> {
  const local = localCaller(config)
  const http = createHttpServer({
    services: product.services,
    logger,
    registry: product.metrics.registry,
    origins: config.origins,
    hosts: [config.host],
    limits: config.limits,
    materializer: product.engine.materializer,
    credentials: { local, people: config.people, ...(config.apiToken ? { apiToken: config.apiToken } : {}) },
    sessions: product.sessions,
    clock: product.engine.clock,
    ...(config.staticDir ? { staticDir: config.staticDir } : {}),
  })
  // Before the port opens: whoever asks as soon as the server is ready finds the examples.
  await firstStart(product, config, logger, local)
  const url = await listen(http.server, config)
  if (!isLoopback(config.host) && !config.apiToken && config.people.length === 0) {
    logger.warn({ host: config.host }, 'everybody who reaches this address acts as its owner; set AOB_API_TOKEN or AOB_API_TOKENS, or listen on 127.0.0.1')
  }
  logger.info({ url, hotStore: product.hotStore.kind, version: VERSION }, 'listening')
  return () => http.close()
}

async function firstStart(product: Product, config: Config, logger: Logger, caller: Caller): Promise<void> {
  if (!config.examplesDir) return
  const examples = await loadExamples({ workflows: product.services.workflows, caller, directory: config.examplesDir, logger })
  if (examples > 0) logger.info({ examples }, 'examples loaded')
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}

function listen(server: import('node:http').Server, config: Config): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return reject(error)
      const why = error.code === 'EADDRINUSE' ? 'is in use by another program' : 'may not be used by this user'
      reject(
        new ConfigError(
          'AOB_PORT',
          String(config.port),
          `a free port: ${config.host}:${config.port} ${why}. Choose another one, e.g. --port ${config.port + 10}`,
        ),
      )
    })
    server.listen(config.port, config.host, () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : config.port
      resolve(`http://${config.host}:${port}`)
    })
  })
}

function stopOnSignals(logger: Logger, stop: () => Promise<void>): void {
  let stopping = false
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (stopping) return
      stopping = true
      logger.info({ signal: name }, 'stopping')
      setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref()
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          logger.error({ err: error }, 'could not stop cleanly')
          process.exit(1)
        },
      )
    })
  }
}

main().catch((error: unknown) => {
  // A sentence and a way out for what an operator can mend; the stack only for defects of ours.
  const expected = error instanceof ConfigError || error instanceof DomainError
  if (expected) console.error(`aob: ${error.message}${error instanceof DomainError && error.detail.hint ? ` ${error.detail.hint}` : ''}`)
  else console.error('aob: the server could not start.', error)
  process.exit(1)
})
