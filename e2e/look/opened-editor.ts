/** The way into the editor that most of its states share. */
import type { Stage, State } from './state.ts'

/** Opens a workflow and resolves once its canvas stands. */
export async function edit(stage: Stage, document: object, node?: string): Promise<void> {
  const address = await stage.workflow(document)
  await stage.page.goto(node && !stage.phone ? `${address}?node=${node}` : address)
  await drawn(stage)
}

export async function drawn({ page, phone }: Stage): Promise<void> {
  await page.locator('section[aria-busy=false] .react-flow').first().waitFor()
  if (!phone)
    await page
      .getByRole('button', { name: /No problems|problem|to fill in|warning/ })
      .first()
      .waitFor()
}

/** A state that a hand brings about at a desk, in a workflow that has just been opened. */
export function atDesk(
  name: string,
  { document, node, keepFocus }: { document: object; node?: string } & Pick<State, 'keepFocus'>,
  act: (stage: Stage) => Promise<void>,
): State {
  return {
    name,
    on: 'desk',
    ...(keepFocus ? { keepFocus } : {}),
    async show(stage) {
      await edit(stage, document, node)
      await act(stage)
    },
  }
}
