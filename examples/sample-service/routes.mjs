import { company, customer, emailCheck, figures, order, place, risk, stock } from './data.mjs'

const found = (body) => (body === undefined ? undefined : { status: 200, body })

/** Questions: pattern and answer; undefined is 404. */
export const READS = [
  [/^\/orders\/([^/]+)$/, ([id]) => found(order(id))],
  [/^\/customers\/([^/]+)$/, ([id]) => found(customer(id))],
  [/^\/inventory\/([^/]+)$/, ([sku]) => found(stock(sku))],
  [/^\/geo$/, (_, query) => found(place(query.get('country') ?? ''))],
  [/^\/companies\/([^/]+)$/, ([domain]) => found(company(domain))],
  [/^\/emails\/check$/, (_, query) => found(emailCheck(query.get('address') ?? ''))],
  [/^\/risk$/, (_, query) => found(risk(query.get('customer') ?? '', Number(query.get('amount') ?? 0)))],
  [/^\/figures\/([^/]+)$/, ([topic], query) => found(figures(topic, query.get('region') ?? '', query.get('month') ?? ''))],
]

/** Effects: pattern, kind and answer; each happens once per idempotency key. */
export const WRITES = [
  [/^\/crm\/contacts$/, 'crm.contact', (serial, body) => ({ status: 201, body: { contactId: `CRM-${1000 + serial}`, ...body } })],
  [/^\/crm\/deals$/, 'crm.deal', (serial, body) => ({ status: 201, body: { dealId: `DEAL-${1000 + serial}`, ...body } })],
  [/^\/orders\/[^/]+\/enrichment$/, 'order.enrichment', (serial, body) => ({ status: 201, body: { enrichmentId: `ENR-${1000 + serial}`, ...body } })],
  [/^\/shipments$/, 'shipment', (serial, body) => ({ status: 201, body: { shipmentId: `SHIP-${1000 + serial}`, ...body } })],
  [/^\/reports$/, 'report', (serial, body) => ({ status: 201, body: { reportId: `REP-${1000 + serial}`, title: body?.title } })],
  [/^\/mail$/, 'mail', (serial, body) => ({ status: 202, body: { messageId: `MAIL-${1000 + serial}`, to: body?.to } })],
  [/^\/slack$/, 'slack', () => ({ status: 200, body: { ok: true } })],
  [/^\/hooks\/[^/]+$/, 'hook', () => ({ status: 202, body: { accepted: true } })],
]
