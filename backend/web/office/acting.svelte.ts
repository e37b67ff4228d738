/** What a press sets going: never twice at once, however often it is pressed, and told if it fails. */

export class Acting {
	isBusy = $state(false);
	error = $state.raw<unknown>(null);

	/** True once it is done; false if it failed, or if something was under way already. */
	async run(work: () => Promise<void>): Promise<boolean> {
		if (this.isBusy) return false;
		this.isBusy = true;
		this.error = null;
		try {
			await work();
			return true;
		} catch (failed) {
			this.error = failed;
			return false;
		} finally {
			this.isBusy = false;
		}
	}
}
