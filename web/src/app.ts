// What the pages do beyond their HTML. Every part looks for its own elements and does nothing where there are none.

import "htmx.org";
import { startActs } from "./acts";
import { startApiTokens } from "./api_tokens";
import { startCopying } from "./copy";
import { startDrafts } from "./draft";
import { startFilters } from "./filters";
import { startImport } from "./import";
import { startInvitation } from "./invitation";
import { startMenus } from "./menu";
import { startSignOut } from "./pass/forget";
import { startPasskeys } from "./passkeys";
import { startPasswords } from "./passwords";
import { startPhoto } from "./photo";
import { startThemes } from "./preferences";
import { startProving } from "./prove";
import { startReadiness } from "./readiness";
import { startRenewal } from "./renewal";
import { startSetup } from "./setup";
import { startSignIn } from "./sign_in";
import { startUpload } from "./upload";

for (const start of [
  startMenus,
  startThemes,
  // Before the forms are looked at: set-up finds its token again.
  startDrafts,
  startFilters,
  startPasskeys,
  startPasswords,
  startCopying,
  startSetup,
  startInvitation,
  startSignIn,
  startActs,
  startProving,
  startApiTokens,
  startUpload,
  startImport,
  startReadiness,
  startRenewal,
  startPhoto,
  startSignOut,
]) {
  start();
}
