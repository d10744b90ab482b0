// Plays a script: which step, with which values. A pure function of script and conversation.

/** @typedef {{role: string, content?: string | null}} Message */

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value) {
  return typeof value === 'object' && value !== null
}

/** The latest answer of read_context in the conversation. */
function contextOf(messages) {
  for (const message of [...messages].reverse()) {
    if (message.role !== 'tool') continue
    const answer = parsed(message.content ?? '')
    if (isObject(answer) && isObject(answer.run)) return answer
  }
  return undefined
}

/** The latest answer of any tool. */
function lastToolAnswer(messages) {
  const last = [...messages].reverse().find((message) => message.role === 'tool')
  return last ? parsed(last.content ?? '') : undefined
}

function at(value, pointer) {
  return pointer
    .split('/')
    .slice(1)
    .reduce((current, key) => (isObject(current) && Object.hasOwn(current, key) ? current[key] : undefined), value)
}

/** What `<<name argument>>` stands for. */
const SOURCES = {
  /** Array position of an edge or a node. */
  edge: (messages, id) => contextOf(messages)?.edgePositions?.[id],
  node: (messages, id) => contextOf(messages)?.nodePositions?.[id],
  /** RFC 6901 pointer into the context or into the last tool answer. */
  context: (messages, pointer) => at(contextOf(messages), pointer),
  last: (messages, pointer) => at(lastToolAnswer(messages), pointer),
}

function lookUp(messages, name, argument) {
  const source = Object.hasOwn(SOURCES, name) ? SOURCES[name] : undefined
  if (!source) throw new Error(`The script uses <<${name} …>>, which does not exist.`)
  const value = source(messages, argument)
  if (value === undefined) throw new Error(`The script asks for <<${name} ${argument}>> and the conversation has no such value.`)
  return value
}

/** Fills `<<name argument>>` in every string; a string that is exactly one takes the value as is. */
export function fill(template, messages) {
  if (Array.isArray(template)) return template.map((item) => fill(item, messages))
  if (isObject(template)) return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fill(value, messages)]))
  if (typeof template !== 'string') return template
  const whole = /^<<(\w+) ([^<>]+)>>$/.exec(template)
  if (whole) return lookUp(messages, whole[1], whole[2])
  return template.replace(/<<(\w+) ([^<>]+)>>/g, (_, name, argument) => String(lookUp(messages, name, argument)))
}

function effective(step, messages) {
  if (step.unlessNode === undefined) return step
  const exists = contextOf(messages)?.nodePositions?.[step.unlessNode] !== undefined
  return exists ? { delayMs: step.delayMs, ...step.else } : step
}

/**
 * The next answer: the step whose number is that of the assistant's turns so far; the last step's text is repeated for ever.
 * @param {{steps: Array<object>}} script
 * @param {Message[]} messages
 * @returns {{text: string, calls: Array<{name: string, arguments: string}>, delayMs: number}}
 */
export function play(script, messages) {
  const turn = messages.filter((message) => message.role === 'assistant').length
  const last = script.steps.length - 1
  const step = effective(script.steps[Math.min(turn, last)], messages)
  const text = step.data === undefined ? fill(step.text ?? '', messages) : JSON.stringify(fill(step.data, messages))
  const calls = turn > last ? [] : (step.calls ?? [])
  return {
    text,
    calls: calls.map((call) => ({
      name: call.tool,
      arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(fill(call.arguments, messages)),
    })),
    delayMs: step.delayMs ?? 0,
  }
}
