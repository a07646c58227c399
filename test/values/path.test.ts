import { Path } from "../../src/values/index";

it.each<[string, Path]>([
  ["", Path.root],
  ["name", Path.of("name")],
  ["set[0].value", Path.of("set").index(0).attribute("value")],
  ['labels["team"]', Path.of("labels").key("team")],
  ['labels["a\\"b\\n"]', Path.of("labels").key('a"b\n')],
  ["a.b.c", Path.of("a").attribute("b").attribute("c")],
  ["[1]", Path.root.index(1)],
])("prints %j", (text, path) => {
  expect(path.toString()).toBe(text);
});

it("leaves the path it starts from as it was", () => {
  const list = Path.of("list");
  const first = list.index(0);

  expect(list.steps).toEqual([{ attribute: "list" }]);
  expect(first.steps).toEqual([{ attribute: "list" }, { index: 0 }]);
});
