// Signing out, on whatever page: the pass and the key go from this phone with the session.

/** Removes what the pass page keeps. It goes on when that cannot be done, or is not there. */
export function forgetPass(): Promise<void> {
  return new Promise((resolve) => {
    try {
      const removing = indexedDB.deleteDatabase("pass");
      removing.onsuccess = () => resolve();
      removing.onerror = () => resolve();
      // Another tab has it open: it goes when that one closes.
      removing.onblocked = () => resolve();
    } catch {
      resolve();
    }
  });
}

export function startSignOut(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    // A field may be called `action`, which hides the form's own.
    if (!(form instanceof HTMLFormElement) || form.getAttribute("action") !== "/sign-out") return;
    event.preventDefault();
    void forgetPass().then(() => form.submit());
  });
}
