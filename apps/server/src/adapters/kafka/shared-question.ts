/**
 * A question whose answer holds for everybody who asked before it was put. Whoever asks while it is under way waits for the next one,
 * which everybody shares who came meanwhile.
 */
export class SharedQuestion<Answer> {
  private asking: Promise<Answer> | undefined
  private following: Promise<Answer> | undefined

  constructor(private readonly put: () => Promise<Answer>) {}

  ask(): Promise<Answer> {
    if (this.asking === undefined) return this.begin()
    this.following ??= this.asking.then(
      () => this.begin(),
      () => this.begin(),
    )
    return this.following
  }

  private begin(): Promise<Answer> {
    this.following = undefined
    const asking = this.put().finally(() => {
      if (this.asking === asking) this.asking = undefined
    })
    this.asking = asking
    return asking
  }
}
