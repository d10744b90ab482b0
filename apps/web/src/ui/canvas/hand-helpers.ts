/** What helps the hand that moves cards; it comes along when the page stands. */

export { alignmentOf } from './alignment.ts'
export { panOnlyAtRims } from './rim-panning.ts'
