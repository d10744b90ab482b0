// What the sample service knows: the same question always gets the same answer.

const CUSTOMERS = {
  'C-100': { id: 'C-100', name: 'Ada Fontaine', email: 'ada.fontaine@example.com', tier: 'gold', country: 'FR', since: '2019-04-02', openInvoices: 0 },
  'C-101': { id: 'C-101', name: 'Mateo Silva', email: 'mateo.silva@example.com', tier: 'silver', country: 'PT', since: '2021-09-17', openInvoices: 1 },
  'C-102': { id: 'C-102', name: 'Ines Krämer', email: 'ines.kraemer@example.com', tier: 'standard', country: 'DE', since: '2024-01-30', openInvoices: 3 },
}

const PRODUCTS = {
  'desk-oak': { sku: 'desk-oak', name: 'Oak desk, 160 cm', unitPrice: 480, available: 7, warehouse: 'Lyon', weightKg: 38 },
  'chair-task': { sku: 'chair-task', name: 'Task chair', unitPrice: 210, available: 42, warehouse: 'Lyon', weightKg: 14 },
  'lamp-arc': { sku: 'lamp-arc', name: 'Arc lamp', unitPrice: 95.5, available: 0, warehouse: 'Rotterdam', weightKg: 6 },
  'shelf-pine': { sku: 'shelf-pine', name: 'Pine shelf', unitPrice: 129.9, available: 18, warehouse: 'Rotterdam', weightKg: 21 },
}

const CITIES = {
  FR: { city: 'Lyon', latitude: 45.76, longitude: 4.84, zone: 'EU-1', deliveryDays: 2, taxRate: 0.2 },
  PT: { city: 'Porto', latitude: 41.15, longitude: -8.61, zone: 'EU-2', deliveryDays: 4, taxRate: 0.23 },
  DE: { city: 'Leipzig', latitude: 51.34, longitude: 12.37, zone: 'EU-1', deliveryDays: 3, taxRate: 0.19 },
}

const COMPANIES = {
  'northwind.example': { domain: 'northwind.example', name: 'Northwind Traders', employees: 1200, industry: 'Wholesale', country: 'FR', revenueMillions: 240 },
  'tinyshop.example': { domain: 'tinyshop.example', name: 'Tiny Shop', employees: 4, industry: 'Retail', country: 'PT', revenueMillions: 0.4 },
}

const REGIONS = ['north', 'south', 'east', 'west', 'all']

/** A stable number from 0 to bound-1 for a text (FNV-1a). */
function numberFor(text, bound) {
  let hash = 2166136261
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619)
  return (hash >>> 0) % bound
}

function pick(list, text) {
  return list[numberFor(text, list.length)]
}

function round(amount) {
  return Math.round(amount * 100) / 100
}

/** @returns {object | undefined} */
export function customer(id) {
  if (Object.hasOwn(CUSTOMERS, id)) return CUSTOMERS[id]
  if (!/^C-\d{3,6}$/.test(id)) return undefined
  const country = pick(Object.keys(CITIES), id)
  return {
    id,
    name: `Customer ${id.slice(2)}`,
    email: `customer${id.slice(2)}@example.com`,
    tier: pick(['standard', 'silver', 'gold'], id),
    country,
    since: '2023-01-01',
    openInvoices: numberFor(id, 3),
  }
}

/** @returns {object | undefined} */
export function order(id) {
  if (!/^A-\d{4}$/.test(id)) return undefined
  const owner = id === 'A-1001' ? 'C-100' : id === 'A-1002' ? 'C-101' : pick(Object.keys(CUSTOMERS), id)
  const skus = id === 'A-1001' ? ['desk-oak', 'chair-task', 'lamp-arc'] : Object.keys(PRODUCTS).filter((sku) => numberFor(id + sku, 2) === 0)
  const lines = (skus.length > 0 ? skus : ['chair-task']).map((sku) => ({
    sku,
    quantity: 1 + numberFor(`${id}/${sku}`, 3),
    unitPrice: PRODUCTS[sku].unitPrice,
  }))
  const total = round(lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0))
  return {
    id,
    customerId: owner,
    currency: 'EUR',
    placedAt: '2026-03-14T09:26:00Z',
    lines,
    total,
    shipTo: { country: CUSTOMERS[owner].country, postcode: String(10000 + numberFor(id, 80000)) },
  }
}

/** @returns {object | undefined} */
export function stock(sku) {
  return Object.hasOwn(PRODUCTS, sku) ? PRODUCTS[sku] : undefined
}

/** @returns {object | undefined} */
export function place(country) {
  return Object.hasOwn(CITIES, country) ? { country, ...CITIES[country] } : undefined
}

/** Firmographics by domain; a domain nobody has heard of is a small company. */
export function company(domain) {
  if (Object.hasOwn(COMPANIES, domain)) return COMPANIES[domain]
  const [name = domain] = domain.split('.')
  return {
    domain,
    name,
    employees: 5 + numberFor(domain, 400),
    industry: pick(['Retail', 'Software', 'Logistics', 'Health'], domain),
    country: pick(Object.keys(CITIES), domain),
    revenueMillions: round(numberFor(domain, 5000) / 100),
  }
}

/** Whether mail to an address would arrive. */
export function emailCheck(address) {
  const wellFormed = /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(address)
  const disposable = /@(mailinator|throwaway)\./.test(address)
  return { address, wellFormed, disposable, deliverable: wellFormed && !disposable }
}

/** Risk from 0 (none) to 100. */
export function risk(customerId, amount) {
  const base = numberFor(`risk/${customerId}`, 30)
  return { customerId, amount, score: Math.min(100, base + Math.floor(amount / 100)), reasons: amount > 2000 ? ['large amount'] : [] }
}

/** Figures of one region for a month such as 2026-03. @returns {object | undefined} */
export function figures(topic, region, month) {
  if (!REGIONS.includes(region)) return undefined
  const seed = `${topic}/${region}/${month}`
  if (topic === 'sales')
    return { region, month, orders: 120 + numberFor(seed, 400), revenue: 20000 + numberFor(`${seed}/r`, 80000), returns: numberFor(`${seed}/x`, 20) }
  if (topic === 'support')
    return { region, month, tickets: 10 + numberFor(seed, 90), medianHours: 1 + numberFor(`${seed}/h`, 30), satisfaction: 70 + numberFor(`${seed}/s`, 30) }
  if (topic === 'traffic') return { region, month, visits: 5000 + numberFor(seed, 50000), bounceRate: round(0.2 + numberFor(`${seed}/b`, 50) / 100) }
  return undefined
}
