//! The chain of owners above a machine, and the host below it.

use crate::{
    SignedIn,
    facts::Facts,
    kind, read, tree,
    view::{Error, TreeNode},
};

/// No chain of owners is longer.
const MOST: usize = 8;

/// The tree with one branch, from the highest owner that this user may see down to the host.
pub(super) async fn chain(ctx: &SignedIn, vm: &Facts) -> Result<TreeNode, Error> {
    let mut node = TreeNode { children: tree::host(vm).into_iter().collect(), ..tree::node(vm) };
    let mut object = vm.clone();
    for _ in 0..MOST {
        let Some((kind, name, uid)) = owner(&object) else { break };
        let Some(kind) = kind::IN_TREE.into_iter().find(|known| known.kind == kind) else { break };
        let Some(above) = read::find(&ctx.client, kind, Some(vm.namespace()), &name).await? else { break };
        // The owner itself may be gone and another have its name.
        if above.uid() != uid {
            break;
        }
        node = TreeNode { children: vec![node], ..tree::node(&above) };
        object = above;
    }
    Ok(node)
}

/// Kind, name and UID of the owner that keeps the object: the controller, else the first one.
fn owner(object: &Facts) -> Option<(String, String, String)> {
    let owners = || object.items("/metadata/ownerReferences");
    let owner = owners().find(|owner| owner["controller"] == true).or_else(|| owners().next())?;
    let text = |key: &str| owner[key].as_str().map(str::to_owned);
    Some((text("kind")?, text("name")?, text("uid")?))
}
