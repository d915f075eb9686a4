/** A part chosen from the store's list brings its price: a line's empty [data-part-price] gets the data-price of its option. */
document.addEventListener("change", (event) => {
  const input = event.target.closest("input[list]");
  const option = input && [...(input.list?.options || [])].find((one) => one.value === input.value && one.dataset.price);
  const price = option && input.closest("tr")?.querySelector("[data-part-price]");
  if (price && !price.value) price.value = option.dataset.price;
});
