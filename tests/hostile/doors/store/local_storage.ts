// Keeps something in the local storage.
import { door } from "../mark.ts";

export default door(({ mark }) => {
  localStorage.setItem("hostile", mark);
  return localStorage.getItem("hostile");
});
