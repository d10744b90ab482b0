import type { LlmTool } from '../ports/llm.ts'

/** Tools that exist; the order is part of the cached prefix. */
export type ToolName = 'patch_workflow' | 'search_node_types' | 'read_context'

const TOOLS: Record<ToolName, LlmTool> = {
  patch_workflow: {
    name: 'patch_workflow',
    description:
      'Changes the running workflow. All operations apply or none. Answers with the status of the change, or why it was refused and what would be allowed.',
    parameters: {
      type: 'object',
      additionalProperties: false,
      required: ['operations', 'rationale'],
      properties: {
        operations: {
          type: 'array',
          minItems: 1,
          description: 'RFC 6902 operations against the document shown by read_context.',
          items: {
            type: 'object',
            required: ['op', 'path'],
            properties: {
              op: { enum: ['add', 'remove', 'replace', 'move', 'copy', 'test'] },
              path: { type: 'string', description: 'JSON Pointer, e.g. /nodes/- or /edges/3/when.' },
              from: { type: 'string' },
              value: {},
            },
          },
        },
        rationale: { type: 'string', description: 'Why, in one or two plain sentences for the person who reviews it.' },
      },
    },
  },
  search_node_types: {
    name: 'search_node_types',
    description: 'Finds node types by words; an empty query lists all of them with ports and config schema.',
    parameters: { type: 'object', additionalProperties: false, required: ['query'], properties: { query: { type: 'string' } } },
  },
  read_context: {
    name: 'read_context',
    description: 'Reads the current workflow with the array positions of its nodes and edges, the inputs of the run and the outputs of finished nodes.',
    parameters: {
      type: 'object',
      additionalProperties: false,
      properties: {
        parts: { type: 'array', items: { enum: ['workflow', 'inputs', 'outputs'] }, description: 'Default: all.' },
        nodes: { type: 'array', items: { type: 'string' }, description: 'Ids of the nodes whose outputs are wanted; default all.' },
      },
    },
  },
}

const NAMES: readonly ToolName[] = ['patch_workflow', 'search_node_types', 'read_context']

export function isToolName(name: string): name is ToolName {
  return (NAMES as readonly string[]).includes(name)
}

/** The tools an agent is offered: what its config names of those that exist, by default all. */
export function offeredTools(configured: readonly string[] | undefined): LlmTool[] {
  return NAMES.filter((name) => !configured || configured.includes(name)).map((name) => TOOLS[name])
}
