import { jsonBody } from '../expressions/json-body.ts'
import { Inexpressible, type Settings } from '../expressions/settings.ts'
import { celOf } from '../expressions/source.ts'
import { at, type Shape, textOf } from '../shapes.ts'
import { adapted, type Mapper } from './mapper.ts'

/** Only plain texts are sent: what edits, deletes, waits for an answer or carries a file stays as it was. */
function onlySending({ resource, operation }: Shape, sends: readonly string[]): void {
  const said = textOf(operation) ?? sends[0]
  if ((resource ?? 'message') !== 'message' || said === undefined || !sends.includes(said))
    throw new Inexpressible(`It does something else than send a text (${[resource, operation].filter(Boolean).join(', ')}).`)
}

function textIn(value: unknown, settings: Settings): string {
  const text = value === undefined ? '' : settings.template(value)
  if (text === '') throw new Inexpressible('It has no text.')
  return text
}

/** `Telegram` asks its service by HTTP, as its documentation says: https://core.telegram.org/bots/api#sendmessage */
export const telegram: Mapper = ({ parameters }, { settings }) => {
  onlySending(parameters, ['sendMessage'])
  const mode = textOf(at(parameters, 'additionalFields', 'parse_mode'))
  const body = { chat_id: settings.template(parameters.chatId ?? ''), text: textIn(parameters.text, settings), ...(mode ? { parse_mode: mode } : {}) }
  return adapted(
    'http',
    { method: 'POST', url: 'https://api.telegram.org/bot{{ vars.telegram_token }}/sendMessage', body },
    'Give the token of its bot as the variable telegram_token of the server (AOB_VARS).',
  )
}

/** `Slack` sends through a hook, which belongs to one channel. */
export const slack: Mapper = ({ parameters }, { settings }) => {
  onlySending(parameters, ['post'])
  if ((textOf(parameters.messageType) ?? 'text') !== 'text') throw new Inexpressible('It sends blocks or attachments, not a text.')
  return adapted(
    'notify',
    { channel: 'slack', url: '{{ vars.slack_hook }}', message: textIn(parameters.text, settings) },
    'Give an incoming webhook of its channel as the variable slack_hook of the server (AOB_VARS).',
  )
}

export const discord: Mapper = ({ parameters }, { settings }) => {
  onlySending(parameters, ['send', 'sendLegacy'])
  return adapted(
    'http',
    { method: 'POST', url: '{{ vars.discord_hook }}', body: { content: textIn(parameters.content ?? parameters.text, settings) } },
    'Give a webhook of its channel as the variable discord_hook of the server (AOB_VARS).',
  )
}

export const email: Mapper = ({ parameters }, { settings }) => {
  if ((textOf(parameters.operation) ?? 'send') !== 'send') throw new Inexpressible('It waits for an answer; a human approval does that here.')
  const subject = settings.template(parameters.subject ?? '')
  const to = settings.template(parameters.toEmail ?? '')
  return adapted(
    'notify',
    {
      channel: 'email',
      url: '{{ vars.mail_gateway }}',
      ...(to ? { to } : {}),
      ...(subject ? { subject } : {}),
      message: textIn(parameters.text ?? parameters.html ?? parameters.message, settings),
    },
    'Mail leaves through a gateway: give its address as the variable mail_gateway of the server (AOB_VARS). Attachments are not sent.',
  )
}

/** `Respond to webhook`: who started the run reads the answer from it. */
export const answer: Mapper = ({ parameters }, { settings, lookup }) => {
  const kind = textOf(parameters.respondWith) ?? 'firstIncomingItem'
  const data = lookup.current && celOf(lookup.current)
  const remark = 'Nobody waits for it here: it gives the answer as its output, and who started the run reads it there.'
  if (kind === 'noData') return adapted('function', { input: {}, code: 'return {}' }, remark)
  if (kind === 'json') return adapted('function', { input: jsonBody(textOf(parameters.responseBody) ?? '{}', settings), code: 'return input' }, remark)
  if (kind === 'text') return adapted('function', { input: settings.template(parameters.responseBody ?? ''), code: 'return input' }, remark)
  if (!['firstIncomingItem', 'allIncomingItems'].includes(kind) || data === undefined) throw new Inexpressible(`It answers with ${kind}.`)
  const part = kind === 'firstIncomingItem' ? 'Array.isArray(input) ? input[0] : input' : 'input'
  return adapted('function', { input: `{{ ${data} }}`, code: `return ${part}` }, remark)
}
