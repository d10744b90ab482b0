import { getJson, postJson, startRun } from '../product/api.ts'
import { axeFindings } from '../product/axe.ts'
import { expect, test } from '../product/fixtures.ts'

const position = { x: 0, y: 0 }
const workflow = {
  schemaVersion: 1,
  name: 'Patched by hand',
  nodes: [
    { id: 'ask', type: 'hitl', name: 'Go on?', config: { title: 'Go on?' }, position },
    { id: 'save', type: 'function', name: 'Save', config: { code: 'return 1' }, position: { x: 300, y: 0 } },
  ],
  edges: [{ id: 'as', from: 'ask', to: 'save', fromPort: 'approve' }],
}
const added = [
  { op: 'add', path: '/nodes/-', value: { id: 'mail', type: 'function', name: 'Tell them', config: { code: 'return 2' }, position: { x: 600, y: 0 } } },
  { op: 'add', path: '/edges/-', value: { id: 'sm', from: 'save', to: 'mail' } },
]

interface Preview {
  verdict: string
  refusal?: { rule: string; code: string; message: string; pointer?: string; allowed?: string }
}

test('a pasted patch is judged before it is sent: what the page says is what the server says', async ({ page, product }) => {
  const created = await postJson(`${product.url}/api/v1/workflows`, { workflow })
  expect(created.status).toBe(201)
  const runId = await startRun(product.url, { ref: workflow.name, inputs: {} })
  await page.goto(`${product.url}/runs/${runId}`)
  await page.getByRole('article', { name: /^Approval/ }).waitFor()
  await page.getByRole('button', { name: 'More for this run' }).click()
  await page.getByRole('menuitem', { name: 'Try a patch…' }).click()
  const dialog = page.getByRole('dialog')
  const text = dialog.getByRole('textbox', { name: /^Operations/ })
  const verdict = dialog.getByLabel('Verdict')
  const look = dialog.getByLabel('First look')
  const { headArtifactId: baseVersion } = await getJson<{ headArtifactId: string }>(`${product.url}/api/v1/runs/${runId}`)

  await test.step('one that breaks a rule: rule, place, and what would be allowed', async () => {
    const patch = { baseVersion, operations: [{ op: 'replace', path: '/nodes/0/config/title', value: 'Really?' }] }
    const { body } = await postJson(`${product.url}/api/v1/runs/${runId}/patch/preview`, patch)
    const { verdict: said, refusal } = body as Preview
    expect([said, refusal?.rule]).toEqual(['illegal', 'L2'])
    await text.fill(JSON.stringify(patch))
    // Judged here, by the same rule and in the same words, before anybody is asked.
    await expect(look).toHaveAttribute('data-verdict', 'illegal')
    for (const words of [refusal?.rule, refusal?.code, refusal?.message, refusal?.pointer, refusal?.allowed]) if (words) await expect(look).toContainText(words)
    expect(await axeFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Check', exact: true }).click()
    await expect(verdict).toHaveAttribute('data-verdict', 'illegal')
    await expect(look).toBeHidden()
    for (const words of [refusal?.rule, refusal?.code, refusal?.message, refusal?.pointer, refusal?.allowed])
      if (words) await expect(verdict).toContainText(words)
    await expect(dialog.getByRole('button', { name: 'Send it' })).toBeHidden()
    expect(await axeFindings(page)).toEqual([])
  })

  await test.step('judged as it is typed, without the server', async () => {
    await page.context().setOffline(true)
    for (const [operations, said] of [
      [
        [
          { op: 'remove', path: '/edges/0' },
          { op: 'remove', path: '/nodes/0' },
        ],
        'illegal',
      ],
      [added, 'legal'],
      [[{ op: 'remove', path: '/nodes/7' }], 'failed'],
      [[{ op: 'add', path: '/edges/-', value: { id: 'x', from: 'save', to: 'nowhere' } }], 'invalid'],
    ] as const) {
      await text.fill(JSON.stringify(operations))
      await expect(look).toHaveAttribute('data-verdict', said)
    }
    await page.context().setOffline(false)
  })

  await test.step('one that is no patch: where, and why', async () => {
    await text.fill('[{"op": "remove"')
    await expect(dialog.getByText('This is not JSON')).toBeVisible()
    await expect(dialog.getByRole('button', { name: 'Check', exact: true })).toBeDisabled()
    await text.fill(JSON.stringify([{ op: 'remove', path: '/nodes/9' }]))
    await dialog.getByRole('button', { name: 'Check', exact: true }).click()
    await expect(verdict).toHaveAttribute('data-verdict', 'faulty')
  })

  await test.step('one that fits: what it would change, and nothing is stored until it is sent', async () => {
    await text.fill(JSON.stringify(added))
    await dialog.getByRole('button', { name: 'Check', exact: true }).click()
    await expect(verdict).toHaveAttribute('data-verdict', 'legal')
    await expect(verdict).toContainText('mail')
    expect(await getJson<unknown[]>(`${product.url}/api/v1/runs/${runId}/patches`)).toEqual([])
    await dialog.getByRole('button', { name: 'Send it' }).click()
    await expect(dialog).toBeHidden()
    expect(await getJson<unknown[]>(`${product.url}/api/v1/runs/${runId}/patches`)).toHaveLength(1)
    await expect(page.getByText('Tell them').first()).toBeVisible()
  })
})

test('on a phone the verdict on a long patch is in sight when it comes, whatever it says', async ({ page, product }) => {
  const runId = await startRun(product.url, { workflow: { ...workflow, name: 'Patched on a phone' }, inputs: {} })
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`${product.url}/runs/${runId}`)
  await page.getByRole('button', { name: 'More for this run' }).click()
  await page.getByRole('menuitem', { name: 'Try a patch…' }).click()
  const dialog = page.getByRole('dialog')
  for (const [operations, said] of [
    [added, 'legal'],
    [[...added, { op: 'remove', path: '/nodes/9' }], 'faulty'],
  ] as const) {
    await dialog.getByRole('textbox', { name: /^Operations/ }).fill(JSON.stringify(operations, null, 2))
    await dialog.getByRole('button', { name: 'Check', exact: true }).click()
    const verdict = dialog.getByLabel('Verdict')
    await expect(verdict).toHaveAttribute('data-verdict', said)
    await expect(verdict).toBeInViewport({ ratio: 0.9 })
    await expect(dialog.getByRole('button', { name: 'Check', exact: true })).toBeInViewport({ ratio: 1 })
  }
})
