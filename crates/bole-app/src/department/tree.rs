//! The order of a tree: each department after the one above it, siblings by their order and name. Today's and past ones.

use std::collections::BTreeMap;

use bole_domain::ids::DepartmentId;
use bole_store::department::Department;
use bole_store::history::DepartmentThen;

/// Something that hangs in the tree.
pub trait Node {
    /// Itself.
    fn id(&self) -> DepartmentId;
    /// What it hangs on.
    fn parent(&self) -> Option<DepartmentId>;
    /// How it stands among its siblings.
    fn rank(&self) -> (i64, &str);
}

impl Node for Department {
    fn id(&self) -> DepartmentId {
        self.id
    }
    fn parent(&self) -> Option<DepartmentId> {
        self.parent_id
    }
    fn rank(&self) -> (i64, &str) {
        (self.sort, &self.name)
    }
}

impl Node for DepartmentThen {
    fn id(&self) -> DepartmentId {
        self.id
    }
    fn parent(&self) -> Option<DepartmentId> {
        self.parent_id
    }
    fn rank(&self) -> (i64, &str) {
        (0, &self.name)
    }
}

/// Every node with its depth, each after the one above it. What hangs on something that is not among them is a root.
pub fn in_tree_order<T: Node>(nodes: Vec<T>) -> Vec<(usize, T)> {
    let known: std::collections::BTreeSet<DepartmentId> = nodes.iter().map(Node::id).collect();
    let mut below: BTreeMap<Option<DepartmentId>, Vec<T>> = BTreeMap::new();
    for node in nodes {
        let parent = node.parent().filter(|it| known.contains(it));
        below.entry(parent).or_default().push(node);
    }
    for siblings in below.values_mut() {
        // Taken from the end, so the first comes last.
        siblings.sort_by(|left, right| right.rank().cmp(&left.rank()).then(right.id().cmp(&left.id())));
    }
    let mut placed = Vec::with_capacity(known.len());
    let mut path: Vec<Option<DepartmentId>> = vec![None];
    while let Some(parent) = path.last().copied() {
        match below.get_mut(&parent).and_then(Vec::pop) {
            Some(node) => {
                let id = node.id();
                placed.push((path.len() - 1, node));
                path.push(Some(id));
            }
            None => {
                path.pop();
            }
        }
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(id: u128, parent: Option<u128>, name: &str) -> DepartmentThen {
        let id_of = |it: u128| DepartmentId(uuid::Uuid::from_u128(it));
        let kind = "department".to_owned();
        DepartmentThen { id: id_of(id), parent_id: parent.map(id_of), name: name.to_owned(), kind }
    }

    #[test]
    fn each_comes_after_the_one_above_it_and_siblings_by_name() {
        let nodes = vec![
            node(5, Some(2), "e"),
            node(2, Some(1), "b"),
            node(3, Some(1), "a"),
            node(1, Some(9), "root"),
            node(4, Some(3), "d"),
        ];
        let placed: Vec<(usize, String)> = in_tree_order(nodes).into_iter().map(|(at, it)| (at, it.name)).collect();
        let expected = [(0, "root"), (1, "a"), (2, "d"), (1, "b"), (2, "e")];
        assert_eq!(placed, expected.map(|(at, name)| (at, name.to_owned())));
    }
}
