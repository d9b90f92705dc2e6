//! How components reach the store.

use std::any::Any;
use std::cell::Cell;
use std::rc::Rc;

use yew::prelude::*;

use super::{Handle, Painter};
use crate::session::{Message, Session};

thread_local! {
    static AWAKENED: Cell<u32> = const { Cell::new(0) };
}

/// How often the session's news made a component render again, for tests: a frame without an
/// event must not.
pub fn awakened() -> u32 {
    AWAKENED.get()
}

/// The store.
#[hook]
pub fn use_store() -> Handle {
    match use_context::<Handle>() {
        Some(handle) => handle,
        // The page's root provides it; a component outside the page cannot be built.
        None => unreachable!("a component outside the page"),
    }
}

/// Lets messages happen.
#[derive(Clone, PartialEq)]
pub struct Send(Handle);

impl Send {
    /// Lets a message happen.
    pub fn send(&self, message: Message) {
        self.0.send(message);
    }

    /// A callback that sends what `message` makes of its argument.
    pub fn on<E: 'static>(&self, message: impl Fn(E) -> Message + 'static) -> Callback<E> {
        let handle = self.0.clone();
        Callback::from(move |event| handle.send(message(event)))
    }

    /// A callback that sends always the same.
    pub fn just<E: 'static>(&self, message: Message) -> Callback<E> {
        self.on(move |_| message.clone())
    }
}

/// The way to speak to the session.
#[hook]
pub fn use_send() -> Send {
    Send(use_store())
}

/// Reads the session; `None` where that equals what is known.
type Read = Rc<dyn Fn(&Session, Option<&dyn Any>) -> Option<Rc<dyn Any>>>;

/// What `select` reads of the session. The component renders again only when it differs.
#[hook]
pub fn use_selector<T: PartialEq + 'static>(select: impl Fn(&Session) -> T + 'static) -> Rc<T> {
    // As little as can be is compiled for each of the many selectors.
    let value = use_read(Rc::new(move |session, known| {
        let value = select(session);
        match known.and_then(|known| known.downcast_ref::<T>()) {
            Some(known) if *known == value => None,
            _ => Some(Rc::new(value)),
        }
    }));
    match value.downcast::<T>() {
        Ok(value) => value,
        Err(_) => unreachable!("a selector reads always the same type"),
    }
}

#[hook]
fn use_read(read: Read) -> Rc<dyn Any> {
    let store = use_store();
    let shown = use_mut_ref(|| None::<(Read, Rc<dyn Any>)>);
    let known = shown.borrow_mut().take().map(|(_, value)| value);
    let news = store.read(|session| read(session, known.as_deref()));
    let Some(value) = news.or(known) else { unreachable!("what is not known is news") };
    *shown.borrow_mut() = Some((read, Rc::clone(&value)));
    let differs = {
        let (shown, store) = (Rc::clone(&shown), store.clone());
        move || {
            let shown = shown.borrow();
            let Some((read, value)) = &*shown else { return false };
            store.read(|session| read(session, Some(&**value)).is_some())
        }
    };
    use_wake(store, Rc::new(differs));
    value
}

/// The part of [`use_selector`] that does not depend on what is read.
#[hook]
fn use_wake(store: Handle, differs: Rc<dyn Fn() -> bool>) {
    let update = use_force_update();
    use_effect_with((), move |()| {
        let listener = {
            let (update, differs) = (update.clone(), Rc::clone(&differs));
            Rc::new(move || {
                if differs() {
                    AWAKENED.set(AWAKENED.get().wrapping_add(1));
                    update.force_update();
                }
            })
        };
        let id = store.listen(listener);
        // It may have changed between the first render and this moment.
        if differs() {
            update.force_update();
        }
        move || store.unlisten(id)
    });
}

/// Has `painter` called at every frame while the component lives.
#[hook]
pub fn use_painter<D: PartialEq + 'static>(painter: Painter, dependencies: D) {
    let store = use_store();
    use_effect_with(dependencies, move |_| {
        let id = store.add_painter(painter);
        move || store.remove_painter(id)
    });
}

/// As [`use_painter`], from the first render on: Yew lets effects wait until the page has been painted, and
/// the first picture of the stage must not.
#[hook]
pub fn use_first_painter(painter: Painter) {
    let store = use_store();
    let id = {
        let store = store.clone();
        *use_memo((), move |()| store.add_painter(painter))
    };
    use_effect_with((), move |()| move || store.remove_painter(id));
}
