import { schemaFrom } from '../expressions/output-schema.ts'
import { Inexpressible, type Settings } from '../expressions/settings.ts'
import { celOf } from '../expressions/source.ts'
import { at, isShape, listOf, type Shape, shapeOf, textOf } from '../shapes.ts'
import { adapted, type Mapped, type Mapper, type MapperContext } from './mapper.ts'

const EXTRACTS = 'You extract what is asked for from the text. What the text does not say is left out.'
const SUMMARISES = 'You write a concise summary of the text.'

interface Asked {
  prompt: string
  system: string
}

function agentOf({ prompt, system }: Asked, { attached }: MapperContext, more: Shape = {}): Mapped {
  if (prompt === '') throw new Inexpressible('It has no prompt.')
  const { schema, models = [], others = [] } = attached ?? {}
  const config = { prompt, ...(system === '' ? {} : { system }), tools: [], ...(schema ? { outputSchema: schema } : {}), ...more }
  const model = models.length > 0 ? ` In n8n that was ${models.join(', ')}.` : ''
  const beside = others.length > 0 ? ` Kept beside it, unconnected: ${others.join(', ')}.` : ''
  return adapted('agent', config, `It asks the model this server is set up with.${model}${beside}`)
}

/** What the messages of some versions say, by the roles that count. */
function said(messages: readonly Shape[], isCounted: (role: string) => boolean, settings: Settings): string {
  return messages
    .flatMap(({ role, content, message }) => {
      const text = content ?? message
      return isCounted(textOf(role) ?? 'user') && text !== undefined ? [settings.template(text)] : []
    })
    .join('\n\n')
}

const isSystem = (role: string): boolean => role === 'system'

function asked({ parameters }: { parameters: Shape }, { settings, lookup }: MapperContext): Asked {
  const messages = [
    ...listOf(at(parameters, 'messages', 'values')),
    ...listOf(at(parameters, 'messages', 'messages')),
    ...listOf(at(parameters, 'messages', 'messageValues')),
    ...listOf(at(parameters, 'prompt', 'messages')),
  ].map(shapeOf)
  const text = textOf(parameters.text) ?? textOf(parameters.prompt)
  const chat = lookup.current && celOf(lookup.current, ['chatInput'])
  // Messages of chains and agents stand beside a prompt of their own; elsewhere they are the prompt.
  const own = text ? settings.template(text) : said(messages, (role) => !isSystem(role), settings)
  const instructions = at(parameters, 'options', 'systemMessage') ?? parameters.systemMessage
  return {
    prompt: own !== '' ? own : chat ? `{{ ${chat} }}` : '',
    system: instructions === undefined ? said(messages, isSystem, settings) : settings.template(instructions),
  }
}

/** Agents and chains become an agent; of what was attached to them, a parser of their answers becomes its output schema. */
export const agent: Mapper = (node, context) => agentOf(asked(node, context), context)

/** Nodes of OpenAI, when they ask for a text. */
export const openAi: Mapper = (node, context) => {
  const { parameters } = node
  const resource = textOf(parameters.resource) ?? 'text'
  const operation = textOf(parameters.operation) ?? 'message'
  if (!['text', 'chat'].includes(resource) || !['message', 'complete', 'response'].includes(operation))
    throw new Inexpressible(`It asks OpenAI for something else than a text (${resource}, ${operation}).`)
  const { model, modelId, chatModel } = parameters
  const name = [modelId, chatModel, model].map((one) => (isShape(one) ? textOf(one.value) : textOf(one))).find((one) => one !== undefined)
  return agentOf(asked(node, context), { ...context, attached: { models: [], others: [], ...context.attached, ...(name ? { models: [name] } : {}) } })
}

/** `Information extractor` becomes an agent whose answers fit the attributes asked for. */
export const extractor: Mapper = ({ parameters }, context) => {
  const outputSchema = schemaFrom(parameters)
  if (!outputSchema) throw new Inexpressible('What it extracts cannot be read.')
  const instructions = at(parameters, 'options', 'systemPromptTemplate')
  const system = instructions === undefined ? EXTRACTS : context.settings.template(instructions)
  return agentOf({ prompt: textOf(parameters.text) ? context.settings.template(parameters.text) : '', system }, context, { outputSchema })
}

/** `Summarization chain`, when it summarises the data it gets. */
export const summariser: Mapper = ({ parameters }, context) => {
  const mode = textOf(parameters.operationMode) ?? 'nodeInputJson'
  const data = context.lookup.current && celOf(context.lookup.current)
  if (mode !== 'nodeInputJson' || data === undefined) throw new Inexpressible('It summarises files or documents, which are not here.')
  return agentOf({ prompt: `{{ ${data} }}`, system: SUMMARISES }, context)
}
