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

/** The first sentence about exactly this place; errors before warnings. */
export function messageAt(problems: readonly FieldProblem[], pointer: string): string | undefined {
  const here = problems.filter((problem) => problem.pointer === pointer)
  const message = (here.find((problem) => problem.severity === 'error') ?? here[0])?.message
  // The field stands right above: its key would only repeat the label, in other words.
  return message?.replace(/^\w+ (is missing|must not be empty)\.$/, 'This is needed.')
}

/** The first sentence about this place or anything inside it. */
export function messageWithin(problems: readonly FieldProblem[], pointer: string): string | undefined {
  const inside = problems.find((problem) => problem.pointer.startsWith(`${pointer}/`))?.message
  return messageAt(problems, pointer) ?? inside?.replace(/^(Item \d+) of \w+ /, '$1 ')
}
