import { ConfigError, type Env } from './config-error.ts'
import type { NamedToken } from './usecases/sessions/people.ts'

const NAME = /^[\w.@-]{1,64}$/
const NAMED = /^([^:]*):(\S+)$/
/** The principal of AOB_API_TOKEN and of this machine. */
const TAKEN = 'local-user'
const LONGEST_TOKEN = 512

/** `AOB_API_TOKENS=ada:token,bo:token`: people with tokens of their own. What is wrong is said without showing a token. */
export function readPeople(env: Env): NamedToken[] {
  const people = (env.AOB_API_TOKENS ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
    .map(named)
  const tokens = [...people.map(({ token }) => token), ...(env.AOB_API_TOKEN ? [env.AOB_API_TOKEN] : [])]
  if (new Set(tokens).size < tokens.length) throw wrong('a list in which, AOB_API_TOKEN included, no token stands twice')
  return people
}

function named(item: string, index: number): NamedToken {
  const [, name = '', token = ''] = NAMED.exec(item) ?? []
  if (!NAME.test(name)) throw wrong(`a list such as ada:token,bo:token; entry ${index + 1} has no name of letters, digits and . _ @ - before a colon`)
  if (name === TAKEN) throw wrong(`a list of other names than ${TAKEN}, which is whom AOB_API_TOKEN names`)
  if (token === '' || token.length > LONGEST_TOKEN) throw wrong(`a list of tokens of 1 to ${LONGEST_TOKEN} characters; that of ${name} is not one`)
  return { name, token }
}

const wrong = (expected: string) => new ConfigError('AOB_API_TOKENS', '…', expected)
