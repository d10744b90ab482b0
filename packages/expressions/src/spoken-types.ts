/** Types of CEL as people call what they hold. */
const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  uint: 'a whole number',
  double: 'a number',
  string: 'a text',
  bool: 'true or false',
  bytes: 'bytes',
  list: 'a list',
  map: 'an object',
  null: 'null',
  null_type: 'null',
  dyn: 'this value',
}

const KNOWN = new Set(['size', 'has', 'string', 'int', 'uint', 'double', 'bool', 'bytes', 'dyn', 'type', 'timestamp', 'duration'])

/** `dyn<int>` is `a whole number`, `list<dyn>` is `a list`. */
function spokenType(type: string): string {
  const inner = /^dyn<(.*)>$/.exec(type.trim())?.[1] ?? type.trim()
  const name = inner.replace(/<.*$/, '')
  return TYPES[name] ?? name.replace(/^google\.protobuf\./, 'a ').toLowerCase()
}

function spokenList(types: string): string {
  const names = types.split(/,\s*(?![^<]*>)/).filter(Boolean)
  return names.map(spokenType).join(' and ')
}

/** An operator or function that does not go with what it was given, and other conflicts of types; undefined for anything else. */
export function spokenOverload(code: string, summary: string): string | undefined {
  const [, called = '', given = ''] = /'([^(']*)\((.*)\)'/.exec(summary) ?? []
  if (code === 'no_matching_overload' || code === 'no_matching_function' || called !== '') return spokenCall(called, given)
  const binary = /no such overload: (.+) ([^\w\s<]{1,2}|<=?|in) (.+)$/.exec(summary)
  if (binary) {
    const [, left = '', operator = '', right = ''] = binary
    const remedy = operator === '+' && /string/.test(left + right) ? ' string(…) makes a text of a value.' : ''
    return `“${operator}” does not work with ${spokenType(left)} and ${spokenType(right)}.${remedy}`
  }
  const unary = /no such overload: ([!-])(.+)$/.exec(summary)
  if (unary) return `“${unary[1]}” does not work with ${spokenType(unary[2] ?? '')}.`
  const indexed = /Cannot index type '(.+)'/.exec(summary)
  if (indexed) return `${spokenType(indexed[1] ?? '')} has no members.`.replace(/^./, (letter) => letter.toUpperCase())
  const logical = /(Logical operator requires bool operands|condition must be bool), got '(.+)'/.exec(summary)
  if (logical) return `${logical[1]?.startsWith('L') ? '“&&” and “||” join' : 'Before “?” stands'} true or false, not ${spokenType(logical[2] ?? '')}.`
  const walked = /of type '(.+)' cannot be range of a comprehension/.exec(summary)
  if (walked) return `Only a list can be gone through item by item, not ${spokenType(walked[1] ?? '')}.`
  if (summary.startsWith('has() invalid argument')) return 'has() asks for a member, such as has(inputs.name).'
  return undefined
}

function spokenCall(called: string, given: string): string {
  const [, receiver, name = called] = /^(.*)\.(\w+)$/.exec(called) ?? []
  if (receiver !== undefined && receiver !== 'dyn')
    return `“${name}()” cannot be called on ${spokenType(receiver)}${given === '' ? '' : ` with ${spokenList(given)}`}.`
  if (receiver !== undefined || !KNOWN.has(name))
    return `There is no function “${name}()”${given === '' || receiver === undefined ? '' : ` that takes ${spokenList(given)}`}.`
  return given === '' ? `“${name}()” is given nothing to work with.` : `“${name}()” does not work with ${spokenList(given)}.`
}
