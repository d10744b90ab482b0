import type { FieldProblem } from '@aob/schemas'

function escapePointer(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** Joins a JSON pointer with further parts. */
export function pointerTo(base: string, ...parts: Array<string | number>): string {
  return [base, ...parts.map((part) => escapePointer(String(part)))].join('/')
}

/** The parts of a JSON pointer. */
export function pointerParts(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The field stands right above: its key would only repeat the label, in other words. */
function inField(problem: FieldProblem | undefined): string | undefined {
  if (!problem) return undefined
  const { message, name, rule } = problem
  if (rule === undefined || name === undefined) return message
  if (rule === 'minProperties') return 'One of these is needed.'
  if (rule === 'maxProperties') return 'Only one of these can count: empty the other.'
  if (rule === 'required' || message === `${name} must not be empty.`) return 'This is needed.'
  const rest = message.startsWith(`${name} `) ? message.slice(name.length + 1) : message.replace(` of ${name} `, ' ')
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}

const inside = (pointer: string) => (problem: FieldProblem) => problem.pointer === pointer || problem.pointer.startsWith(`${pointer}/`)

/** The first error at exactly this place. */
export function problemAt(problems: readonly FieldProblem[], pointer: string): FieldProblem | undefined {
  return problems.find((problem) => problem.severity === 'error' && problem.pointer === pointer)
}

/** The same in words. */
export function messageAt(problems: readonly FieldProblem[], pointer: string): string | undefined {
  return inField(problemAt(problems, pointer))
}

/** The first error at this place, else in anything inside it. */
export function messageWithin(problems: readonly FieldProblem[], pointer: string): string | undefined {
  const within = problems.find((problem) => problem.severity === 'error' && inside(pointer)(problem))
  return messageAt(problems, pointer) ?? inField(within)
}

/** The first warning at this place or in anything inside it: what should be known and keeps nothing from working. */
export function cautionWithin(problems: readonly FieldProblem[], pointer: string): string | undefined {
  return problems.find((problem) => problem.severity === 'warning' && inside(pointer)(problem))?.message
}
