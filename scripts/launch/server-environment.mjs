import path from 'node:path'
import { LaunchFailure } from './failure.mjs'

/**
 * The environment of the server process: the user's own, completed with what the launcher started.
 * What the user set wins, except where the launcher's options say otherwise.
 * @param {object} given
 * @param {NodeJS.ProcessEnv} given.env
 * @param {string} given.root
 * @param {{ port: number, host: string, dataDir: string }} given.options
 * @param {string} given.databaseUrl
 * @param {string | undefined} given.redisUrl absent: the in-process adapter
 * @param {{ url: string, port: number }} [given.sample]
 * @param {{ url: string }} [given.model] the scripted model, when it answers the agents
 * @param {readonly string[]} [given.pages] origins of pages served by somebody else
 * @returns {NodeJS.ProcessEnv}
 * @throws {LaunchFailure} when AOB_VARS is not a JSON object
 */
export function serverEnvironment({ env, root, options, databaseUrl, redisUrl, sample, model, pages = [] }) {
  const { REDIS_URL: _, ...kept } = env
  return {
    AOB_EXAMPLES_DIR: path.join(root, 'examples/workflows'),
    AOB_STATIC_DIR: path.join(root, 'dist/web'),
    AOB_MIGRATIONS_DIR: path.join(root, 'apps/server/src/adapters/postgres/migrations'),
    AOB_WASM_PATH: path.join(root, 'packages/materializer-wasm/build/materializer.wasm'),
    ...kept,
    NODE_ENV: env.NODE_ENV ?? 'production',
    AOB_HOST: options.host,
    AOB_PORT: String(options.port),
    AOB_DATA_DIR: options.dataDir,
    DATABASE_URL: databaseUrl,
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    ...(sample ? { AOB_EGRESS_ALLOW: withEntry(env.AOB_EGRESS_ALLOW, `127.0.0.1:${sample.port}`), AOB_VARS: withSample(env.AOB_VARS, sample.url) } : {}),
    ...(pages.length > 0 ? { AOB_ORIGINS: [...(env.AOB_ORIGINS ? [env.AOB_ORIGINS] : []), ...pages].join(',') } : {}),
    ...(model ? { AOB_LLM_BASE_URL: `${model.url}/v1`, AOB_LLM_MODEL: env.AOB_LLM_MODEL ?? 'scripted/assistant', AOB_LLM_SCRIPTED: '1' } : {}),
  }
}

function withEntry(list, entry) {
  return [...(list ? [list] : []), entry].join(',')
}

function withSample(text, url) {
  const own = text ? parseVars(text) : {}
  return JSON.stringify({ sample: url, ...own })
}

function parseVars(text) {
  try {
    const value = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // falls through to the one sentence below
  }
  throw new LaunchFailure('AOB_VARS is not a JSON object.', 'Write it like {"crm":"https://crm.example.com"}, or unset it.')
}
