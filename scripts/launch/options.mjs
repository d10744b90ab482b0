import path from 'node:path'
import { parseArgs } from 'node:util'
import { LaunchFailure } from './failure.mjs'

export const DEFAULT_PORT = 7420

export const HELP = `Usage: npm start -- [options]

  --port <number>   port of the page, the API and the live events (default ${DEFAULT_PORT})
  --host <address>  address to listen on (default 127.0.0.1)
  --data <folder>   where everything is kept (default .aob)
  --no-samples      start neither the sample service nor the scripted model
  --dev             run from source: the server restarts and the page reloads on change
  --help            print this

Environment: DATABASE_URL and REDIS_URL use your own servers; AOB_LLM_BASE_URL, AOB_LLM_API_KEY
and AOB_LLM_MODEL name the model that agents call. README.md lists the rest.
`

/**
 * Reads the command line of `npm start`.
 * @param {string[]} argv arguments after the script's name
 * @param {string} cwd folder that a relative --data starts from
 * @returns {{ port: number, host: string, dataDir: string, dev: boolean, samples: boolean, help: boolean }}
 * @throws {LaunchFailure} on an unknown flag or a bad value
 */
export function parseOptions(argv, cwd) {
  const { values } = parse(argv)
  return {
    port: portNumber(values.port),
    host: nonEmpty('--host', values.host),
    dataDir: path.resolve(cwd, nonEmpty('--data', values.data)),
    dev: values.dev,
    samples: !values['no-samples'],
    help: values.help,
  }
}

function parse(argv) {
  try {
    return parseArgs({
      args: argv,
      options: {
        port: { type: 'string', default: String(DEFAULT_PORT) },
        host: { type: 'string', default: '127.0.0.1' },
        data: { type: 'string', default: '.aob' },
        'no-samples': { type: 'boolean', default: false },
        dev: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('. ')[0] : String(error)
    throw new LaunchFailure(`${reason}.`, 'See npm start -- --help.')
  }
}

function portNumber(text) {
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port
  throw new LaunchFailure(`"${text}" is not a port.`, 'Give a number between 1 and 65535 after --port.')
}

function nonEmpty(flag, text) {
  if (text.trim() !== '') return text
  throw new LaunchFailure(`${flag} is empty.`, `Give a value after ${flag}, or leave it out.`)
}
