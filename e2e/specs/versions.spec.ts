import { getJson, postJson } from '../product/api.ts'
import { axeFindings } from '../product/axe.ts'
import { expect, test } from '../product/fixtures.ts'

const step = (id: string, name: string) => ({ id, type: 'function', name, config: { code: 'return input' }, position: { x: 0, y: 0 } })

/** A workflow of two steps with three changes over it: v1.3. */
async function workflowWithThreePatches(url: string, name: string): Promise<string[]> {
  const api = `${url}/api/v1/workflows`
  await posted(api, { workflow: { schemaVersion: 1, name, nodes: [step('a', 'Fetch'), step('b', 'Save')], edges: [{ id: 'ab', from: 'a', to: 'b' }] } })
  const patches: string[] = []
  for (const [id, rationale] of [
    ['mail', 'Tell the customer'],
    ['check', 'Check before saving'],
    ['log', 'Write it down'],
  ] as const) {
    const operations = [
      { op: 'add', path: '/nodes/-', value: step(id, `Step ${id}`) },
      { op: 'add', path: '/edges/-', value: { id: `to_${id}`, from: 'a', to: id } },
    ]
    patches.push((await posted<{ patchId: string }>(`${api}/${encodeURIComponent(name)}/tags/main/patches`, { operations, rationale })).patchId)
  }
  return patches
}

async function posted<T>(url: string, body: object): Promise<T> {
  const { status, body: answer } = await postJson(url, body)
  if (status >= 300) throw new Error(`${url} answered ${status}: ${JSON.stringify(answer)}`)
  return answer as T
}

test('a change is taken out of the middle, stepped over, and a branch merged where both changed the same, as one decides', async ({
  page,
  product,
  faults,
}) => {
  const name = 'Versioned'
  await workflowWithThreePatches(product.url, name)
  await page.goto(`${product.url}/w/${name}`)
  await page.getByRole('link', { name: 'All versions' }).click()
  const list = page.getByRole('list', { name: 'Versions, newest first' })
  await expect(list.getByRole('listitem')).toHaveCount(4)

  await test.step('take back the second of three', async () => {
    await page.getByRole('button', { name: 'Take back v1.2' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
    await expect(list.getByRole('listitem').first()).toContainText('Revert “Check before saving”')
    await expect(list.locator('[data-version="v1.2"]')).toContainText('taken back')
    const { nodes } = await documentOf(product.url, name)
    expect(nodes.map(({ id }) => id)).toEqual(['a', 'b', 'mail', 'log'])
  })

  await test.step('one step back, and forward again', async () => {
    await page.getByRole('button', { name: 'Back to v1.3' }).click()
    await expect(list.getByRole('listitem').first()).toContainText('v1.3')
    await page.getByRole('button', { name: /^Forward/ }).click()
    await expect(list.getByRole('listitem').first()).toContainText('v1.4')
  })

  await test.step('restore the first', async () => {
    await page.getByRole('button', { name: 'Restore v1.0' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click()
    await expect(list.getByRole('listitem')).toHaveCount(1)
  })

  await test.step('a branch, changed on both sides', async () => {
    await page.getByRole('button', { name: 'New branch…' }).click()
    await page.getByRole('dialog').getByRole('textbox', { name: /^Name/ }).fill('trial')
    await page.getByRole('dialog').getByRole('button', { name: 'Make it' }).click()
    await expect(page.getByRole('button', { name: /^trial/ })).toHaveAttribute('aria-pressed', 'true')
    // Nothing is new on either side yet: no button that could only be refused.
    await expect(page.getByText('trial has everything of main')).toBeVisible()
    await expect(page.getByRole('button', { name: /^Merge/ })).toHaveCount(0)
    for (const tag of ['main', 'trial']) {
      const head = (await tagsOf(product.url, name)).find((candidate) => candidate.tag === tag)
      const operations = [{ op: 'replace', path: '/nodes/0/config/code', value: `return '${tag}'` }]
      await posted(`${product.url}/api/v1/workflows/${name}/tags/${tag}/patches`, { operations, baseVersion: head?.artifactId })
    }
  })

  await test.step('what does not go together is decided by the keyboard, and merged', async () => {
    await page.getByRole('button', { name: 'Merge main into trial' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Merge main into trial' })
    const place = dialog.getByRole('group', { name: /^Fetch · config › code/ })
    const [ours, theirs] = [place.getByRole('radio', { name: /^Here, in trial/ }), place.getByRole('radio', { name: /^In main/ })]
    await expect(place).toContainText("return 'trial'")
    await expect(place).toContainText("return 'main'")
    await expect(dialog.getByRole('status')).toHaveText('0 of 1 decided')
    await expect(dialog.getByRole('button', { name: 'Merge', exact: true })).toBeDisabled()
    expect(await axeFindings(page)).toEqual([])
    await ours.press('Space')
    await page.keyboard.press('ArrowRight')
    await expect(theirs).toBeChecked()
    await expect(dialog.getByRole('status')).toHaveText('All decided')

    // Somebody changes main while this is decided: what nobody saw is not merged.
    const head = (await tagsOf(product.url, name)).find(({ tag }) => tag === 'main')
    const operations = [{ op: 'replace', path: '/nodes/0/config/code', value: "return 'newer'" }]
    await posted(`${product.url}/api/v1/workflows/${name}/tags/main/patches`, { operations, baseVersion: head?.artifactId })
    await dialog.getByRole('button', { name: 'Merge', exact: true }).press('Enter')
    await expect(place).toContainText("return 'newer'")
    await expect(dialog.getByText('A branch moved on meanwhile')).toBeVisible()
    await expect(theirs).not.toBeChecked()
    await expect(dialog.getByRole('button', { name: 'Merge', exact: true })).toBeDisabled()
    await theirs.press('Space')
    await dialog.getByRole('button', { name: 'Merge', exact: true }).press('Enter')
    await expect(dialog).toBeHidden()
    const { nodes } = await documentOf(product.url, name, 'trial')
    expect(nodes[0]?.config.code).toBe("return 'newer'")
    await expect(page.getByText('trial has everything of main')).toBeVisible()
  })
  // The refused merge is an answer, which the browser notes as a failed request.
  expect(faults.list.filter((fault) => !fault.includes('409'))).toEqual([])
})

test('the newest changes are put in another order and two of them squashed, by the keyboard; one step back leads to what was', async ({
  page,
  product,
  faults,
}) => {
  const name = 'Rearranged'
  await workflowWithThreePatches(product.url, name)
  await page.goto(`${product.url}/w/${name}/versions`)
  const list = page.getByRole('list', { name: 'Versions, newest first' })
  await page.getByRole('button', { name: 'Rearrange…' }).press('Enter')
  const dialog = page.getByRole('dialog')
  const places = dialog.getByRole('list', { name: 'Arrangement, newest first' }).getByRole('listitem')
  await expect(places).toHaveCount(3)
  await expect(dialog.getByRole('button', { name: 'Rearrange', exact: true })).toBeDisabled()

  await test.step('the newest goes to the bottom, and the focus with it', async () => {
    await dialog.getByRole('button', { name: 'Move v1.3 down' }).press('Enter')
    await page.keyboard.press('Alt+ArrowDown')
    await expect(places.last()).toContainText('Write it down')
    await expect(dialog.getByRole('button', { name: 'Move v1.1 up' })).toBeFocused()
  })

  await test.step('the two above become one, with a reason of their own', async () => {
    await dialog.getByRole('button', { name: 'Squash down v1.3 into the change below' }).press('Enter')
    await expect(places).toHaveCount(2)
    await dialog.getByRole('textbox', { name: 'What v1.2 is for' }).fill('Check and tell')
    expect(await axeFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Rearrange', exact: true }).press('Enter')
  })
  await expect(list.locator('[data-version="v1.2"]')).toContainText('Check and tell')
  await expect(list.locator('[data-version="v1.1"]')).toContainText('Write it down')
  const { nodes } = await documentOf(product.url, name)
  expect(nodes.map(({ id }) => id)).toEqual(['a', 'b', 'log', 'mail', 'check'])

  await test.step('back', async () => {
    await page
      .getByRole('button', { name: 'Back to v1.3' })
      .or(page.getByRole('button', { name: /^Back/ }))
      .first()
      .click()
    await expect(list.getByRole('listitem')).toHaveCount(4)
    await expect(list.getByRole('listitem').first()).toContainText('Write it down')
  })
  expect(faults.list).toEqual([])
})

test('an order in which one change needs another is refused with what stands in the way', async ({ page, product }) => {
  const name = 'Not to be rearranged'
  const api = `${product.url}/api/v1/workflows`
  await posted(api, { workflow: { schemaVersion: 1, name, nodes: [step('a', 'Fetch')], edges: [] } })
  for (const [id, from] of [
    ['mail', 'a'],
    ['log', 'mail'],
  ]) {
    const operations = [
      { op: 'add', path: '/nodes/-', value: step(id ?? '', `Step ${id}`) },
      { op: 'add', path: '/edges/-', value: { id: `to_${id}`, from, to: id } },
    ]
    await posted(`${api}/${encodeURIComponent(name)}/tags/main/patches`, { operations, rationale: `Add ${id}` })
  }
  await page.goto(`${product.url}/w/${name}/versions`)
  await page.getByRole('button', { name: 'Rearrange…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Move v1.2 down' }).click()
  await dialog.getByRole('button', { name: 'Rearrange', exact: true }).click()
  await expect(dialog.getByRole('alert')).toContainText('“Add log” does not fit where it would lie. Nothing was moved.')
  expect((await tagsOf(product.url, name)).length).toBe(1)
})

test('a proposal is approved in part, field by field and by the keyboard, with what the part needs', async ({ page, product }) => {
  const name = 'Reviewed in parts'
  const workflow = {
    schemaVersion: 1,
    name,
    settings: { review: { human: 'review' } },
    nodes: [step('a', 'Fetch'), step('b', 'Save')],
    edges: [{ id: 'ab', from: 'a', to: 'b' }],
  }
  const { artifactId } = await posted<{ artifactId: string }>(`${product.url}/api/v1/workflows`, { workflow })
  const operations = [
    { op: 'replace', path: '/nodes/0/name', value: 'Fetch all' },
    { op: 'replace', path: '/nodes/0/config/code', value: 'return 7' },
    { op: 'add', path: '/nodes/-', value: step('mail', 'Tell the customer') },
    { op: 'add', path: '/edges/-', value: { id: 'to_mail', from: 'b', to: 'mail' } },
  ]
  const api = `${product.url}/api/v1/workflows/${encodeURIComponent(name)}/tags/main/patches`
  const { patchId } = await posted<{ patchId: string }>(api, { operations, baseVersion: artifactId, rationale: 'All at once' })
  await page.goto(`${product.url}/patches/${patchId}`)
  const whole = page.getByRole('checkbox', { name: 'Include Fetch all' })
  await expect(whole).toBeChecked()

  await test.step('of one step the name is left out, what it runs is not', async () => {
    await page.keyboard.press('j')
    await page.getByRole('checkbox', { name: 'Include name' }).press('Space')
    await expect(whole).toHaveJSProperty('indeterminate', true)
    await expect(page.getByRole('checkbox', { name: 'Include config.code' })).toBeChecked()
    await expect(page.getByRole('button', { name: /^Approve 3 of 4/ })).toBeVisible()
    expect(await axeFindings(page)).toEqual([])
  })

  await test.step('a key leaves the next change out, with all that needs it, and takes it in again', async () => {
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await expect(page.getByRole('button', { name: /^Approve 1 of 4/ })).toBeVisible()
    await page.keyboard.press('x')
    await expect(page.getByRole('button', { name: /^Approve 3 of 4/ })).toBeVisible()
  })
  await page.keyboard.press('a')
  await expect(page.getByRole('banner').getByText('Applied')).toBeVisible()
  const { nodes, edges } = await documentOf(product.url, name)
  expect(nodes.map(({ name: called, config }) => [called, config.code])).toEqual([
    ['Fetch', 'return 7'],
    ['Save', 'return input'],
    ['Tell the customer', 'return input'],
  ])
  expect(edges.map(({ id }) => id)).toEqual(['ab', 'to_mail'])
})

interface ShownDocument {
  nodes: { id: string; name: string; config: { code: string } }[]
  edges: { id: string }[]
}

/** What base and patches of a tag come to, read where one can read it whole: the newest version's bytes. */
async function documentOf(url: string, name: string, of = 'main'): Promise<ShownDocument> {
  const head = (await tagsOf(url, name)).find(({ tag }) => tag === of)
  return getJson(`${url}/api/v1/artifacts/${head?.casId}`)
}

async function tagsOf(url: string, name: string): Promise<{ tag: string; casId: string; artifactId: string }[]> {
  return (await getJson<{ tags: { tag: string; casId: string; artifactId: string }[] }>(`${url}/api/v1/workflows/${encodeURIComponent(name)}`)).tags
}
