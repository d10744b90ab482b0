import type { NodeType } from '@aob/schemas'

/** What people look for who know other tools, besides the names here. */
export const TYPE_WORDS: Readonly<Record<NodeType, string>> = {
  agent: 'ai llm gpt chat model prompt',
  composite: 'block subgraph',
  conditional: 'if branch filter decide',
  delay: 'sleep pause timer',
  function: 'code script transform set edit javascript',
  hitl: 'ask approve person review confirm form',
  http: 'fetch api call get post rest',
  join: 'merge combine',
  loop: 'repeat while until',
  map: 'for each batch split',
  notify: 'email mail slack send message',
  switch: 'case route',
  workflow: 'call execute child',
}
